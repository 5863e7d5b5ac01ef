// Plays an HLS stream with hls.js in Debian's Chromium, headless, and judges it as a viewer would: no fatal error, no stall,
// picture and sound decoded, hardly a frame dropped.
import { readFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Findings, parse_arguments } from './arguments.mjs';
import { kPlayerPage } from './player_page.mjs';
import { serve } from './static_server.mjs';

const kUsage =
  'play_hls.mjs URL SECONDS [--screenshots FOLDER] [--level N] [--captions REGEX] [--max-dropped-percent N] [--browser FILE]';
const kStartLimitSeconds = 30;
const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-domain-reliability',
  '--metrics-recording-only', '--autoplay-policy=no-user-gesture-required', '--mute-audio',
];

const { positional, options } = parse_arguments(kUsage, 2, {
  screenshots: '', level: -1, captions: '', 'max-dropped-percent': 5, browser: '/usr/bin/chromium',
});
const url = positional[0];
const seconds = Number(positional[1]);
const here = path.dirname(fileURLToPath(import.meta.url));
const findings = new Findings();

async function play(page) {
  await page.evaluate(([source, level]) => window.start(source, level), [url, options.level]);
  const started = await page
    .waitForFunction(() => window.notes.fatal.length > 0 || (window.sample().time > 0 && window.sample().state >= 3), undefined,
      { timeout: kStartLimitSeconds * 1000, polling: 50 })
    .catch(() => null);
  if (!findings.expect(started, `nothing plays after ${kStartLimitSeconds} s`)) return null;
  const first = await page.evaluate(() => window.sample());
  const shots = [0.1, 0.5, 0.9];
  const begin = Date.now();
  for (const share of [...shots, 1]) {
    await page.waitForTimeout(Math.max(0, begin + share * seconds * 1000 - Date.now()));
    if (options.screenshots && share < 1) await screenshot(page, share);
  }
  return { first, last: await page.evaluate(() => window.sample()) };
}

async function screenshot(page, share) {
  await mkdir(options.screenshots, { recursive: true });
  await page.locator('#video').screenshot({ path: path.join(options.screenshots, `at_${Math.round(share * 100)}_percent.png`) });
}

function judge({ first, last }, notes) {
  const wall = last.wall - first.wall;
  const advanced = last.time - first.time;
  const frames = last.decoded - first.decoded;
  const dropped = last.dropped - first.dropped;
  findings.expect(notes.fatal.length === 0, `fatal errors: ${notes.fatal.join(', ')}`);
  findings.expect(advanced >= 0.95 * wall, `played ${advanced.toFixed(2)} s in ${wall.toFixed(2)} s`);
  findings.expect(last.width > 0 && last.height > 0, 'no picture was decoded');
  findings.expect(frames > 10 * wall, `only ${frames} frames were decoded`);
  // Browsers drop some frames while they start, whatever comes.
  const limit = Math.max(25, (frames * options['max-dropped-percent']) / 100);
  findings.expect(dropped <= limit, `${dropped} of ${frames} frames were dropped`);
  findings.expect(last.audio_octets > first.audio_octets, 'no audio was decoded');
  const captions = [...new Set(notes.captions)];
  if (options.captions) {
    findings.expect(captions.some((text) => new RegExp(options.captions).test(text)),
      `no caption matches ${options.captions}: ${JSON.stringify(captions.slice(0, 5))}`);
  }
  return {
    played_s: Number(advanced.toFixed(3)), wall_s: Number(wall.toFixed(3)), frames, dropped,
    size: `${last.width}x${last.height}`, latency_s: Number(last.latency.toFixed(2)), playing_date: last.playing_date,
    waiting: notes.waiting, fragments: notes.fragments, levels: notes.levels, errors: notes.errors, captions: captions.slice(-5),
  };
}

const server = await serve(here, {
  '/': async () => kPlayerPage,
  '/hls.js': () => readFile(path.join(here, 'node_modules/hls.js/dist/hls.min.js')),
});
const browser = await chromium.launch({ executablePath: options.browser, headless: true, args: kFlags });
try {
  const page = await browser.newPage({ viewport: { width: 960, height: 540 } });
  await page.goto(`${server.url}/`);
  const samples = await play(page);
  const notes = await page.evaluate(() => window.notes);
  findings.finish(samples ? judge(samples, notes) : { notes });
} finally {
  await browser.close();
  server.close();
}
