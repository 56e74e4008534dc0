import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {cp, mkdir, readdir, writeFile} from 'node:fs/promises'
import {connect} from 'node:net'
import {join} from 'node:path'
import {systemClock} from '@ops/core/time'
import {run} from './run.ts'

const spec = `Name: ops-hello
Version: %{ver}
Release: 1
Summary: A file
License: Apache-2.0
BuildArch: noarch
AutoReqProv: no
%description
A file.
%install
mkdir -p %{buildroot}/usr/share/ops-hello
echo %{ver} > %{buildroot}/usr/share/ops-hello/version
%files
/usr/share/ops-hello/version
`

/** Makes a repository of one package by rpmbuild and createrepo_c. */
export async function makeRepository(folder: string, version: string): Promise<void> {
  const work = `${folder}.build`
  await mkdir(work, {recursive: true})
  await mkdir(folder, {recursive: true})
  await writeFile(join(work, 'ops-hello.spec'), spec)
  await run('rpmbuild', ['-bb', '--define', `ver ${version}`, '--define', `_topdir ${work}`, join(work, 'ops-hello.spec')])
  const packages = join(work, 'RPMS', 'noarch')
  for (const name of await readdir(packages)) await cp(join(packages, name), join(folder, name))
  await run('createrepo_c', ['--no-database', folder])
}

export interface Mirror extends AsyncDisposable {
  url: string
  /** Requests that it answered, `GET /path 200`. */
  log: string
}

/** One nginx in the foreground that offers a folder on a loopback address. */
export async function nginxMirror(address: string, port: number, root: string, work: string): Promise<Mirror> {
  await mkdir(work, {recursive: true})
  const log = join(work, 'access.log')
  const configuration = `daemon off; worker_processes 1; pid ${work}/pid; error_log ${work}/error.log;
events {}
http {
  log_format short '$request_method $uri $status'; access_log ${log} short;
  client_body_temp_path ${work}/a; proxy_temp_path ${work}/b; fastcgi_temp_path ${work}/c; uwsgi_temp_path ${work}/d; scgi_temp_path ${work}/e;
  server { listen ${address}:${port}; root ${root}; }
}
`
  await writeFile(join(work, 'nginx.conf'), configuration)
  const nginx = spawn('/usr/sbin/nginx', ['-c', join(work, 'nginx.conf'), '-e', join(work, 'error.log')], {stdio: 'inherit'})
  const gone = once(nginx, 'exit')
  await listening(address, port)
  return {
    url: `http://${address}:${port}`,
    log,
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM')
      await gone
    },
  }
}

/** Waits until something accepts connections there, at most ten seconds. */
export async function listening(host: string, port: number): Promise<void> {
  for (let tried = 0; tried < 200; tried++) {
    const socket = connect({host, port})
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (open) return
    await systemClock.sleep(50)
  }
  throw new Error(`Nothing listens on ${host}:${port}.`)
}
