// Playlists against RFC 8216bis and Apple's authoring rules, through m3u8-parser and on the raw text.
import { Parser } from 'm3u8-parser';

export async function fetch_checked(url, findings, type) {
  const response = await fetch(url);
  findings.expect(response.ok, `${url}: HTTP ${response.status}`);
  const said = response.headers.get('content-type') ?? '';
  findings.expect(type.test(said), `${url}: content type "${said}"`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Fetches and parses; notes every warning of the parser as a fault. */
export async function load_playlist(url, findings) {
  const text = new TextDecoder().decode(await fetch_checked(url, findings, /mpegurl/i));
  const parser = new Parser({ url });
  parser.on('warn', ({ message }) => findings.expect(false, `${url}: m3u8-parser warns: ${message}`));
  parser.push(text);
  parser.end();
  findings.expect(text.startsWith('#EXTM3U\n'), `${url}: does not begin with #EXTM3U`);
  return { url, text, manifest: parser.manifest };
}

export function check_multivariant({ text, manifest }, findings, captions) {
  findings.expect(/^#EXT-X-VERSION:\d+$/m.test(text), 'multivariant: no EXT-X-VERSION');
  findings.expect(manifest.independentSegments === true, 'multivariant: no EXT-X-INDEPENDENT-SEGMENTS');
  findings.expect((manifest.playlists ?? []).length > 0, 'multivariant: no variants');
  for (const variant of manifest.playlists ?? []) check_variant(variant, manifest, findings);
  // By size: of a still picture a small variant can cost as much as a large one.
  const sizes = (manifest.playlists ?? []).map(({ attributes }) => attributes.RESOLUTION?.width * attributes.RESOLUTION?.height);
  findings.expect(sizes.every((value, i) => i === 0 || value <= sizes[i - 1]), `variants are not in order: ${sizes}`);
  for (const [name, track] of Object.entries(manifest.mediaGroups?.AUDIO ?? {}).flatMap(([, group]) => Object.entries(group))) {
    findings.expect(name.length > 0 && track.uri, `audio rendition ${name} has no URI`);
    findings.expect(track.autoselect === true, `audio rendition ${name} is not AUTOSELECT`);
  }
  findings.expect((text.match(/TYPE=AUDIO[^\n]*DEFAULT=YES/g) ?? []).length <= 1, 'more than one default audio rendition');
  findings.expect(!/TYPE=AUDIO/.test(text) || /TYPE=AUDIO[^\n]*CHANNELS="\d+"/.test(text), 'audio without CHANNELS');
  const announced = /TYPE=CLOSED-CAPTIONS[^\n]*INSTREAM-ID="(CC[1-4]|SERVICE\d+)"/.test(text);
  if (captions === 'yes') findings.expect(announced, 'no closed captions are announced');
  if (captions === 'no') findings.expect(!announced, 'closed captions are announced');
}

function check_variant({ uri, attributes }, manifest, findings) {
  const where = `variant ${uri}`;
  const average = Number(attributes['AVERAGE-BANDWIDTH']);
  findings.expect(attributes.BANDWIDTH > 0 && average > 0 && average <= attributes.BANDWIDTH,
    `${where}: BANDWIDTH ${attributes.BANDWIDTH}, AVERAGE-BANDWIDTH ${average}`);
  findings.expect(/^avc1\.[0-9a-fA-F]{6}(,mp4a\.40\.\d+)?$/.test(attributes.CODECS), `${where}: CODECS ${attributes.CODECS}`);
  findings.expect(attributes.RESOLUTION?.width > 0 && attributes.RESOLUTION?.height > 0, `${where}: RESOLUTION`);
  findings.expect(attributes['FRAME-RATE'] > 0, `${where}: FRAME-RATE ${attributes['FRAME-RATE']}`);
  findings.expect(['SDR', 'PQ', 'HLG'].includes(attributes['VIDEO-RANGE']), `${where}: VIDEO-RANGE ${attributes['VIDEO-RANGE']}`);
  const captions = attributes['CLOSED-CAPTIONS'];
  findings.expect(captions === 'NONE' || manifest.mediaGroups['CLOSED-CAPTIONS']?.[captions],
    `${where}: CLOSED-CAPTIONS ${captions} names no group`);
  const has_audio = Object.keys(manifest.mediaGroups?.AUDIO ?? {}).length > 0;
  findings.expect(!has_audio || manifest.mediaGroups.AUDIO[attributes.AUDIO], `${where}: AUDIO ${attributes.AUDIO} names no group`);
  findings.expect(!has_audio || attributes.CODECS.includes('mp4a'), `${where}: CODECS lacks the audio`);
}

export function check_media({ text, manifest }, { name }, findings, min_segments) {
  findings.expect(/^#EXT-X-VERSION:([89]|1\d)$/m.test(text), `${name}: EXT-X-VERSION below 8`);
  findings.expect(Number.isInteger(manifest.targetDuration) && manifest.targetDuration > 0, `${name}: EXT-X-TARGETDURATION`);
  findings.expect(Number.isInteger(manifest.mediaSequence) && manifest.mediaSequence > 0, `${name}: EXT-X-MEDIA-SEQUENCE`);
  findings.expect(manifest.endList !== true, `${name}: a live playlist has no EXT-X-ENDLIST`);
  findings.expect(manifest.discontinuityStarts.length === 0, `${name}: EXT-X-DISCONTINUITY`);
  findings.expect(manifest.segments.length >= min_segments, `${name}: only ${manifest.segments.length} segments`);
  findings.expect(!manifest.segments[0]?.gap, `${name}: begins with a gap`);
  manifest.segments.forEach((segment, index) => check_entry(segment, index, manifest, name, findings));
}

function check_entry(segment, index, manifest, name, findings) {
  const where = `${name} ${segment.uri}`;
  findings.expect(segment.uri === `${manifest.mediaSequence + index}.m4s`, `${where}: is not number ${manifest.mediaSequence + index}`);
  findings.expect(segment.map?.uri === 'init.mp4', `${where}: EXT-X-MAP`);
  findings.expect(Math.round(segment.duration) <= manifest.targetDuration, `${where}: ${segment.duration} s exceeds the target`);
  findings.expect(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(segment.dateTimeString ?? ''),
    `${where}: EXT-X-PROGRAM-DATE-TIME ${segment.dateTimeString}`);
}
