// A small HTTP server on loopback: the player's page, and a packager's folder when no gateway serves it.
// usage as a program: node static_server.mjs FOLDER [--port N]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse_arguments } from './arguments.mjs';

const kTypes = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mp4': 'video/mp4',
  '.m4s': 'video/iso.segment',
  '.js': 'text/javascript',
  '.html': 'text/html; charset=utf-8',
};

/** Serves the files of `folder`, and those of `extra` (URL path → file or text); resolves to {url, close}. */
export async function serve(folder, extra = {}, port = 0) {
  const server = createServer(async (request, response) => {
    const target = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    try {
      const body = target in extra ? await extra[target]() : await readFile(inside(folder, target));
      const type = kTypes[path.extname(target)] ?? 'text/html; charset=utf-8';
      response.writeHead(200, { 'Content-Type': type, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' });
      response.end(body);
    } catch {
      response.writeHead(404, { 'Access-Control-Allow-Origin': '*' });
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function inside(folder, target) {
  const file = path.join(folder, path.normalize(target));
  if (!file.startsWith(path.resolve(folder) + path.sep)) throw new Error('outside');
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { positional, options } = parse_arguments('static_server.mjs FOLDER [--port N]', 1, { port: 0 });
  const server = await serve(path.resolve(positional[0]), {}, options.port);
  console.log(server.url);
}
