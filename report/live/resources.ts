import { createHash } from 'node:crypto';
import type { LivePage } from '../html.js';

/** Something that does not change while the server runs. */
export interface Resource {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** The fixed paths: what the client asks for is looked up, never made into the name of a file. */
export function resourcesOf({ html, script, style }: LivePage): ReadonlyMap<string, Resource> {
  return new Map([
    ['/', resource('text/html; charset=utf-8', html)],
    ['/page.js', resource('text/javascript; charset=utf-8', script)],
    ['/page.css', resource('text/css; charset=utf-8', style)],
  ]);
}

function resource(type: string, text: string): Resource {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { type, body: Buffer.from(text), etag: `"${hash}"` };
}
