// The player tests without a gateway: a live channel straight from the packager, judged by every check here; then tampered copies of
// it, to prove that the checks can fail.
// usage: run_against_packager.mjs HLS_LIVE_PROGRAM [--play SECONDS]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = process.argv[2];
const play_seconds = process.argv[3] === '--play' ? process.argv[4] : '20';
if (!program) {
  console.error('usage: run_against_packager.mjs HLS_LIVE_PROGRAM [--play SECONDS]');
  process.exit(2);
}

function install() {
  if (existsSync(path.join(here, 'node_modules', 'hls.js'))) return;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci failed');
}

// Asynchronous, since the server the scripts talk to lives in this process.
function run(script, ...words) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(here, script), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data) => { text += data; });
    child.on('close', (code) => resolve({ code, text }));
  });
}

async function until(condition, limit_s, what) {
  const end = Date.now() + limit_s * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`no ${what} after ${limit_s} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Tampered copies: what is changed, and what the check must then say. */
const kTampered = [
  ['a time stamp that is 1 ms off', /PROGRAM-DATE-TIME/, (folder) => edit(folder, '360p/media.m3u8',
    (text) => text.replace(/(DATE-TIME:.*)\.(\d)00Z/, '$1.$201Z'))],
  ['a duration that is one frame off', /EXTINF/, (folder) => edit(folder, '180p/media.m3u8',
    (text) => text.replace('EXTINF:2.000000', 'EXTINF:1.980000'))],
  ['a wrong codec', /codec/, (folder) => edit(folder, 'multivariant.m3u8', (text) => text.replace('avc1.64001f', 'avc1.42001f'))],
  ['a bandwidth that is too low', /declared/, (folder) => edit(folder, 'multivariant.m3u8',
    (text) => text.replace(/BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+/, 'BANDWIDTH=600000,AVERAGE-BANDWIDTH=600000'))],
  ['segments in each other\'s place', /overlap|missing|PROGRAM-DATE-TIME/, (folder) => {
    const [first, second] = readdirSync(path.join(folder, 'audio')).filter((name) => name.endsWith('.m4s')).sort().slice(-3);
    const kept = readFileSync(path.join(folder, 'audio', first));
    writeFileSync(path.join(folder, 'audio', first), readFileSync(path.join(folder, 'audio', second)));
    writeFileSync(path.join(folder, 'audio', second), kept);
  }],
  ['a segment that is not there', /HTTP 404/, (folder) => {
    const [name] = readdirSync(path.join(folder, '360p')).filter((file) => file.endsWith('.m4s')).sort().slice(-1);
    rmSync(path.join(folder, '360p', name));
  }],
];

function edit(folder, file, change) {
  const name = path.join(folder, file);
  const before = readFileSync(name, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing to tamper with in ${file}`);
  writeFileSync(name, after);
}

async function check_the_checks(serve, folder, work) {
  let failures = 0;
  for (const [what, says, tamper] of kTampered) {
    const copy = mkdtempSync(path.join(work, 'copy-'));
    cpSync(folder, copy, { recursive: true });
    tamper(copy);
    const server = await serve(copy);
    const { code, text } = await run('check_playlists.mjs', `${server.url}/multivariant.m3u8`);
    server.close();
    const good = code === 1 && says.test(text);
    console.log(`${good ? 'noticed' : 'NOT NOTICED'}: ${what}`);
    failures += good ? 0 : 1;
  }
  return failures;
}

install();
const { serve } = await import('./static_server.mjs');
const work = mkdtempSync(path.join(os.tmpdir(), 'players-'));
const folder = path.join(work, 'live');
const live = spawn(program, [folder, '600'], { stdio: 'inherit' });
let failures = 0;
try {
  await until(() => existsSync(path.join(folder, 'multivariant.m3u8')), 60, 'multivariant playlist');
  const server = await serve(folder);
  const url = `${server.url}/multivariant.m3u8`;
  for (const [script, ...words] of [
    ['check_playlists.mjs', url, '--watch', '6', '--captions', 'yes', '--min-segments', '6'],
    ['read_captions.mjs', url, '--expect', '^SEGMENT \\d{9}$'],
    ['play_hls.mjs', url, play_seconds, '--captions', '^SEGMENT \\d{9}$', '--max-dropped-percent', '10'],
  ]) {
    const { code, text } = await run(script, ...words);
    console.log(`${script}: ${code === 0 ? 'good' : `FAILED\n${text}`}`);
    failures += code === 0 ? 0 : 1;
  }
  live.kill();
  failures += await check_the_checks(serve, folder, work);
  server.close();
} finally {
  live.kill();
  rmSync(work, { recursive: true, force: true });
}
process.exit(failures === 0 ? 0 : 1);
