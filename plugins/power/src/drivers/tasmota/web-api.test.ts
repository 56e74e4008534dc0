import nock from 'nock'
import {afterAll, afterEach, beforeAll, expect, it} from 'vitest'
import {sendCommand, type WebApi} from './web-api.ts'

const limits = {connectMs: 10_000, answerMs: 10_000}
const {signal} = new AbortController()
const open: WebApi = {address: 'plug1.test', port: 80, user: 'admin', password: undefined}
const off = (api: Partial<WebApi> = {}) => sendCommand({...open, ...api}, 'Power1 OFF', limits, signal)

beforeAll(() => nock.disableNetConnect())
afterEach(() => nock.cleanAll())
afterAll(() => {
  nock.enableNetConnect()
  nock.restore()
})

it('sends the command in the query, after user and password, and no header that names a page', async () => {
  const scope = nock('http://plug1.test:8080', {badheaders: ['referer', 'authorization', 'cookie']})
    .get('/cm?user=admin&password=j%26%20%23%2B%C3%BC&cmnd=Power1%20OFF')
    .reply(200, {POWER1: 'OFF'})
  expect(await off({port: 8080, password: 'j& #+ü'})).toEqual({POWER1: 'OFF'})
  scope.done()
})

it('sends no user without a password, and an IPv6 address in brackets', async () => {
  const scope = nock('http://[fe80::1]:8080').get('/cm?cmnd=Power1%20OFF').reply(200, {POWER: 'OFF'})
  expect(await off({address: 'fe80::1', port: 8080})).toEqual({POWER: 'OFF'})
  scope.done()
})

it.each([
  [200, '', 'unclear', 'answered text that is not a JSON object'],
  [200, '[]', 'unclear', 'answered text that is not a JSON object'],
  [200, 'STATUS = {"Status":{}}', 'unclear', 'answered text that is not a JSON object'],
  [200, '{"POWER":"OFF"', 'unclear', 'answered text that is not a JSON object'],
  [200, '<html>', 'unclear', 'answered a web page (WebServer 1 closes the web API), not JSON'],
  [200, '{"Command":"Unknown"}', 'refused', 'does not know the command'],
  [200, '{"Command":"Error"}', 'refused', 'does not know the command'],
  [200, '{"WARNING":"Need user=<username>&password=<password>"}', 'locked', 'asks for a password'],
  [200, '{"WARNING":"Benötige user=<Benutzername>&password=<Passwort>"}', 'locked', 'asks for a password'],
  [200, '{"WARNING":"Enable weblog 2 if response expected"}', 'unclear', 'carries out commands without an answer (set WebLog 2)'],
  [401, '', 'locked', 'asks for a password'],
  [404, 'File Not Found', 'unclear', 'answered HTTP 404'],
  [500, '{"POWER":"OFF"}', 'unclear', 'answered HTTP 500'],
  [204, '', 'unclear', 'answered HTTP 204'],
])('HTTP %i with %j is %s', async (code, text, kind, message) => {
  nock('http://plug1.test').get('/cm').query(true).reply(code, text)
  await expect(off()).rejects.toMatchObject({kind, message})
})

it('follows no redirect, not even to the same device', async () => {
  const target = nock('http://plug1.test').get('/cm2').reply(200, {POWER: 'OFF'})
  nock('http://plug1.test').get('/cm').query(true).reply(302, '', {location: '/cm2'})
  await expect(off()).rejects.toMatchObject({kind: 'unclear', message: expect.stringContaining('redirect (HTTP 302)')})
  expect(target.isDone()).toBe(false)
})

it('ends an endless answer', async () => {
  nock('http://plug1.test')
    .get('/cm')
    .query(true)
    .reply(200, `{"POWER":"${'x'.repeat(1 << 20)}"}`)
  await expect(off()).rejects.toMatchObject({kind: 'unclear', message: 'answered more than 65536 bytes'})
})
