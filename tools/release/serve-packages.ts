import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

/** A registry of some packages, for tests. */
export interface PackageServer {
  readonly url: string;
  close(): void;
}

/** Serves tarballs as npm's registry would: one version each. */
export async function servePackages(tarballs: readonly string[]): Promise<PackageServer> {
  const packages = new Map(tarballs.map((tarball) => [manifestOf(tarball).name, tarball]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const file = tarballs.find((tarball) => path === `tarballs/${basename(tarball)}`);
    const tarball = packages.get(path);
    if (file !== undefined) response.end(readFileSync(file));
    else if (tarball !== undefined) response.end(JSON.stringify(packument(tarball, urlOf(server))));
    else response.writeHead(404).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: urlOf(server), close: () => void server.close() };
}

function urlOf(server: ReturnType<typeof createServer>): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function packument(tarball: string, url: string) {
  const manifest = manifestOf(tarball);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: `${url}tarballs/${basename(tarball)}`, integrity };
  const { name, version } = manifest;
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

function manifestOf(tarball: string): { name: string; version: string } {
  return JSON.parse(execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }));
}
