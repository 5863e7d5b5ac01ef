// What mp4box makes of an init segment and a media segment.
import { createRequire } from 'node:module';

const MP4Box = createRequire(import.meta.url)('mp4box');
MP4Box.Log.setLogLevel(4);  // errors only

function with_start(octets, start) {
  const buffer = octets.slice().buffer;
  buffer.fileStart = start;
  return buffer;
}

/** Octets of an init segment → {timescale, codec, width, height, channels}; throws when mp4box refuses it. */
export function read_init(init) {
  const { track } = open_file(init);
  return {
    timescale: track.timescale, codec: track.codec, width: track.video?.width, height: track.video?.height,
    channels: track.audio?.channel_count, sample_rate: track.audio?.sample_rate,
  };
}

function open_file(init) {
  const file = MP4Box.createFile();
  let info = null;
  let fault = null;
  file.onReady = (ready) => { info = ready; };
  file.onError = (reason) => { fault = reason; };
  file.appendBuffer(with_start(init, 0));
  if (fault || !info || info.tracks.length !== 1) throw new Error(`mp4box refuses the init segment: ${fault ?? 'not one track'}`);
  return { file, track: info.tracks[0] };
}

/** Init and media segment → samples as mp4box extracts them, in ticks as BigInt. */
export function read_segment(init, segment) {
  const { file, track } = open_file(init);
  const samples = [];
  file.onSamples = (id, user, batch) => samples.push(...batch);
  file.setExtractionOptions(track.id, null, { nbSamples: 100000 });
  file.start();
  file.appendBuffer(with_start(segment, init.byteLength));
  file.flush();
  const moof = file.moofs?.[0];
  if (file.moofs?.length !== 1 || samples.length === 0) throw new Error('mp4box finds no single fragment with samples');
  const octets = samples.reduce((sum, sample) => sum + sample.data.byteLength, 0);
  return {
    sequence: moof.mfhd.sequence_number,
    tfdt: BigInt(moof.trafs[0].tfdt.baseMediaDecodeTime),
    first_dts: BigInt(samples[0].dts),
    first_cts: BigInt(samples[0].cts),
    duration: samples.reduce((sum, sample) => sum + BigInt(sample.duration), 0n),
    samples: samples.length,
    sample_durations: [...new Set(samples.map((sample) => sample.duration))],
    starts_with_sync: samples[0].is_sync,
    octets,
  };
}
