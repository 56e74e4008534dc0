export {openSqlite, type SqliteFormat, SqliteTooNew, sqliteCode, sqliteCodes, transaction} from './open-sqlite.ts'
