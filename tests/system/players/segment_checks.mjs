// Segments against their playlist: what mp4box reads must be what EXTINF, PROGRAM-DATE-TIME, CODECS and BANDWIDTH say.
import { read_init, read_segment } from './fragment_reader.mjs';
import { fetch_checked } from './playlist_checks.mjs';

const kMediaType = /^(video|audio)\/(mp4|iso\.segment)/;

/** A moment as ticks of a timescale, exact. */
class Moment {
  constructor(ticks, timescale) {
    this.ticks = ticks;
    this.timescale = BigInt(timescale);
  }
  /** Seconds between two moments; exact until the last division. */
  minus(other) {
    const difference = this.ticks * other.timescale - other.ticks * this.timescale;
    return Number(difference) / Number(this.timescale * other.timescale);
  }
  /** Whole milliseconds, rounded down. */
  milliseconds() {
    return (this.ticks * 1000n) / this.timescale;
  }
}

/** Fetches and checks every segment of a media playlist that is no gap; fills in rendition.timescale, gaps and measured. */
export async function check_segments(media, rendition, findings, options) {
  const { manifest, url } = media;
  const init = await fetch_checked(new URL(manifest.segments[0].map.uri, url).href, findings, kMediaType);
  const track = read_init(init);
  rendition.timescale = track.timescale;
  rendition.gaps = manifest.segments.filter((segment) => segment.gap).length;
  check_track(track, rendition, findings);
  const read = [];
  for (const [index, entry] of manifest.segments.entries()) {
    if (entry.gap) continue;
    const octets = await fetch_checked(new URL(entry.uri, url).href, findings, kMediaType);
    const what = try_read(init, octets, `${rendition.name} ${entry.uri}`, findings);
    if (!what) continue;
    const segment = { number: manifest.mediaSequence + index, size: octets.byteLength, entry, ...what };
    segment.start_s = new Moment(segment.first_cts, track.timescale);
    segment.end_ticks = segment.first_cts + segment.duration;
    check_segment(segment, rendition, findings, options['tai-offset']);
    read.push(segment);
  }
  check_continuity(read, rendition, findings);
  check_count(read, rendition, findings, options['missing-frames']);
  rendition.measured = { missing_frames: rendition.missing, ...measure(read, track.timescale) };
  if (rendition.kind === 'video') check_bandwidth(rendition, findings);
  return read;
}

function try_read(init, octets, where, findings) {
  try {
    return read_segment(init, octets);
  } catch (error) {
    findings.expect(false, `${where}: ${error.message}`);
    return null;
  }
}

function check_track(track, { name, kind, attributes }, findings) {
  if (kind === 'video') {
    const { width, height } = attributes.RESOLUTION;
    findings.expect(track.width === width && track.height === height, `${name}: ${track.width}x${track.height} in the init segment`);
    findings.expect(attributes.CODECS.split(',')[0].toLowerCase() === track.codec.toLowerCase(), `${name}: codec is ${track.codec}`);
  } else {
    findings.expect(track.codec.startsWith('mp4a.40'), `${name}: codec is ${track.codec}`);
    findings.expect(track.timescale === track.sample_rate, `${name}: timescale ${track.timescale} at ${track.sample_rate} Hz`);
  }
}

function check_segment(segment, rendition, findings, tai_offset) {
  const where = `${rendition.name} ${segment.entry.uri}`;
  const ticks = BigInt(rendition.timescale);
  findings.expect(segment.first_dts === segment.tfdt, `${where}: first sample at ${segment.first_dts}, tfdt ${segment.tfdt}`);
  const civil = BigInt(Date.parse(segment.entry.dateTimeString)) + BigInt(tai_offset) * 1000n;
  findings.expect(civil === segment.start_s.milliseconds(),
    `${where}: PROGRAM-DATE-TIME is ${civil} ms TAI, the media says ${segment.start_s.milliseconds()}`);
  const seconds = Number(segment.duration) / Number(ticks);
  findings.expect(Math.abs(segment.entry.duration - seconds) < 1.5e-6, `${where}: EXTINF ${segment.entry.duration}, media ${seconds} s`);
  findings.expect(segment.starts_with_sync, `${where}: does not start with a sync sample`);
  findings.expect(segment.sequence === segment.number % 2 ** 32, `${where}: mfhd sequence ${segment.sequence}`);
}

function check_continuity(segments, { name }, findings) {
  for (let i = 1; i < segments.length; ++i) {
    if (segments[i].number !== segments[i - 1].number + 1) continue;
    const hole = segments[i].first_cts - segments[i - 1].end_ticks;
    findings.expect(hole === 0n, `${name} ${segments[i].number}: ${hole} ticks ${hole > 0n ? 'missing' : 'overlap'} before it`);
  }
}

// A frame that was never encoded leaves no hole, since its predecessor lasts longer: only the count shows it.
function check_count(segments, rendition, findings, allowed) {
  const rate = rendition.kind === 'video' ? rendition.attributes['FRAME-RATE'] : rendition.timescale / 1024;
  let missing = 0;
  for (const segment of segments) {
    const expected = Math.round((Number(segment.duration) / rendition.timescale) * rate);
    findings.expect(segment.samples <= expected, `${rendition.name} ${segment.number}: ${segment.samples} samples, not ${expected}`);
    missing += expected - segment.samples;
  }
  rendition.missing = missing;
  findings.expect(missing <= allowed, `${rendition.name}: ${missing} frames are missing`);
}

function measure(segments, timescale) {
  const rates = segments.map((segment) => (segment.size * 8 * timescale) / Number(segment.duration));
  const bits = segments.reduce((sum, segment) => sum + segment.size * 8, 0);
  const seconds = segments.reduce((sum, segment) => sum + Number(segment.duration), 0) / timescale;
  return { peak_bps: Math.round(Math.max(...rates)), average_bps: Math.round(bits / seconds) };
}

// Apple's live limits: average below 110 % and peak below 125 % of what is declared.
function check_bandwidth({ name, measured, attributes }, findings) {
  findings.expect(measured.peak_bps < 1.25 * attributes.BANDWIDTH, `${name}: peak ${measured.peak_bps} b/s, declared ${attributes.BANDWIDTH}`);
  const average = Number(attributes['AVERAGE-BANDWIDTH']);
  findings.expect(measured.average_bps < 1.1 * average, `${name}: average ${measured.average_bps} b/s, declared ${average}`);
}
