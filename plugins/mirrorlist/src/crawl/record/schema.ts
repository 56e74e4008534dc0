import type {StoreKind} from '../../store/open-store.ts'

/** Times are ms since 1970. */
export const crawlStore: StoreKind = {
  what: 'crawl results',
  version: 2,
  // Mirrors that a crawl that was cut short left unvisited.
  upgrades: {1: 'ALTER TABLE run ADD COLUMN unvisited INTEGER NOT NULL DEFAULT 0;'},
  schema: `
  CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    mirrors INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    unvisited INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE master_version (
    directory TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    replaced INTEGER,
    PRIMARY KEY (directory, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE url (
    url TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    checked INTEGER NOT NULL,
    ok INTEGER NOT NULL,
    reason TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_ok INTEGER,
    certificate_ends INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE content (
    host TEXT NOT NULL,
    directory TEXT NOT NULL,
    url TEXT NOT NULL,
    checked INTEGER NOT NULL,
    state TEXT NOT NULL,
    age_days INTEGER,
    reason TEXT NOT NULL,
    failures INTEGER NOT NULL,
    excluded INTEGER NOT NULL,
    last_current INTEGER,
    sha256 TEXT,
    size INTEGER,
    timestamp INTEGER,
    etag TEXT,
    last_modified TEXT,
    PRIMARY KEY (host, directory)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mirror (
    host TEXT PRIMARY KEY,
    families INTEGER NOT NULL,
    not_before INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE offer (
    http TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    https TEXT NOT NULL,
    found INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE history (
    at INTEGER NOT NULL,
    host TEXT NOT NULL,
    about TEXT NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_host ON history (host, at);
  CREATE INDEX history_at ON history (at);
  CREATE TABLE propagation (
    at INTEGER NOT NULL,
    directory TEXT NOT NULL,
    current INTEGER NOT NULL,
    one_day INTEGER NOT NULL,
    two_days INTEGER NOT NULL,
    older INTEGER NOT NULL,
    no_info INTEGER NOT NULL,
    PRIMARY KEY (directory, at)
  ) STRICT, WITHOUT ROWID;
`,
}
