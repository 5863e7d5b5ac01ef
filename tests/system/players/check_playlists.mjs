// Reads an HLS presentation as its users' tools do (m3u8-parser, mp4box) and checks every attribute, every segment and every time
// stamp against each other.
import { Findings, parse_arguments } from './arguments.mjs';
import { check_multivariant, check_media, load_playlist } from './playlist_checks.mjs';
import { check_segments } from './segment_checks.mjs';

const kUsage =
  'check_playlists.mjs URL [--watch SECONDS] [--tai-offset SECONDS] [--min-segments N] [--captions yes|no] [--missing-frames N]';
const { positional, options } = parse_arguments(kUsage, 1, { watch: 0, 'tai-offset': 37, 'min-segments': 3, captions: '', 'missing-frames': 0 });
const findings = new Findings();

/** Every rendition of the multivariant playlist: {name, kind, url, attributes}. */
function renditions_of(multivariant) {
  const { manifest, url } = multivariant;
  const video = (manifest.playlists ?? []).map((variant) => ({
    name: variant.uri, kind: 'video', url: new URL(variant.uri, url).href, attributes: variant.attributes,
  }));
  const audio = Object.values(manifest.mediaGroups?.AUDIO ?? {}).flatMap((group) => Object.values(group)).filter((one) => one.uri)
    .map((one) => ({ name: one.uri, kind: 'audio', url: new URL(one.uri, url).href, attributes: {} }));
  return [...video, ...audio];
}

async function check_rendition(rendition) {
  const media = await load_playlist(rendition.url, findings);
  check_media(media, rendition, findings, options['min-segments']);
  const segments = await check_segments(media, rendition, findings, options);
  return { ...rendition, media, segments };
}

/** Same number, same moment: audio begins with the first AAC frame on or after the video boundary. */
function check_alignment(checked) {
  const video = checked.filter((one) => one.kind === 'video');
  const reference = new Map(video[0]?.segments.map((segment) => [segment.number, segment]));
  for (const rendition of checked) {
    for (const segment of rendition.segments) {
      const other = reference.get(segment.number);
      if (!other) continue;
      const ahead = segment.start_s.minus(other.start_s);
      const limit = rendition.kind === 'audio' ? 1024 / rendition.timescale : 0;
      findings.expect(ahead >= 0 && ahead <= limit,
        `${rendition.name} segment ${segment.number} starts ${ahead} s after the video boundary`);
    }
  }
}

/** Refetches a media playlist while the stream goes on: numbers only grow, what was said stays true, new segments come in time. */
async function watch(rendition, seconds) {
  const known = new Map();
  let newest = -1;
  let first = -1;
  let newest_at = Date.now();
  let longest_wait = 0;
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const { manifest } = await load_playlist(rendition.url, findings);
    findings.expect(manifest.mediaSequence >= first, `${rendition.name}: MEDIA-SEQUENCE fell to ${manifest.mediaSequence}`);
    first = manifest.mediaSequence;
    manifest.segments.forEach((segment, index) => {
      const said = `${segment.uri} ${segment.duration} ${segment.dateTimeString}`;
      const number = first + index;
      findings.expect(!known.has(number) || known.get(number) === said, `${rendition.name}: ${number} changed to ${said}`);
      known.set(number, said);
    });
    const last = first + manifest.segments.length - 1;
    if (last > newest) {
      if (newest >= 0) longest_wait = Math.max(longest_wait, Date.now() - newest_at);
      newest = last;
      newest_at = Date.now();
    }
    const waited = (Date.now() - newest_at) / 1000;
    findings.expect(waited <= 2 * manifest.targetDuration, `${rendition.name}: no new segment for ${waited.toFixed(1)} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { name: rendition.name, segments_seen: known.size, longest_wait_s: longest_wait / 1000 };
}

const multivariant = await load_playlist(positional[0], findings);
check_multivariant(multivariant, findings, options.captions);
const checked = [];
for (const rendition of renditions_of(multivariant)) checked.push(await check_rendition(rendition));
check_alignment(checked);
const watched = options.watch > 0 ? await Promise.all(checked.map((rendition) => watch(rendition, options.watch))) : [];
findings.finish({
  renditions: checked.map(({ name, segments, gaps, measured, media }) => ({
    name, first: media.manifest.mediaSequence, segments: segments.length, gaps, ...measured,
  })),
  watched,
});
