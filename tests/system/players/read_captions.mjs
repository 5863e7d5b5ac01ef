// Reads closed captions out of an HLS presentation with mux.js, an independent decoder: JSON list of {start_s (TAI), end_s, text}.
import { createRequire } from 'node:module';
import { Findings, parse_arguments } from './arguments.mjs';
import { load_playlist, fetch_checked } from './playlist_checks.mjs';
import { read_init } from './fragment_reader.mjs';

const muxjs = createRequire(import.meta.url)('mux.js');
const kUsage = 'read_captions.mjs URL [--service CC1] [--seconds N] [--expect REGEX]';
const { positional, options } = parse_arguments(kUsage, 1, { service: 'CC1', seconds: 0, expect: '' });
const findings = new Findings();
const kTrackId = 1;

/** Feeds every segment once, in order, as long as the stream is followed. */
async function read(url, seconds) {
  const parser = new muxjs.mp4.CaptionParser();
  parser.init();
  const captions = [];
  const seen = new Set();
  let timescale = 0;
  const end = Date.now() + seconds * 1000;
  do {
    const { manifest } = await load_playlist(url, findings);
    for (const segment of manifest.segments) {
      if (segment.gap || seen.has(segment.uri)) continue;
      seen.add(segment.uri);
      if (timescale === 0) timescale = read_init(await fetch_checked(new URL(segment.map.uri, url).href, findings, /mp4/)).timescale;
      const octets = await fetch_checked(new URL(segment.uri, url).href, findings, /mp4|iso/);
      const parsed = parser.parse(octets, [kTrackId], { [kTrackId]: timescale });
      captions.push(...(parsed?.captions ?? []));
      parser.clearParsedCaptions();
    }
    if (Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 500));
  } while (Date.now() < end);
  return { captions, segments: seen.size };
}

const multivariant = await load_playlist(positional[0], findings);
const variant = multivariant.manifest.playlists?.[0];
const source = variant ? new URL(variant.uri, multivariant.url).href : positional[0];
const { captions, segments } = await read(source, options.seconds);
const texts = captions.filter((caption) => caption.stream === options.service)
  .map(({ startTime, endTime, content }) => ({
    start_s: startTime, end_s: endTime, text: content.map(({ text }) => text).join('\n'),
  }));
if (options.expect) {
  findings.expect(texts.some(({ text }) => new RegExp(options.expect).test(text)),
    `no caption of ${options.service} matches ${options.expect}`);
}
findings.finish({ segments, services: [...new Set(captions.map((caption) => caption.stream))], captions: texts });
