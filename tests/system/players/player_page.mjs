// The page that plays a stream with hls.js, and what it notes down while it does. Runs in the browser.

export const kPlayerPage = `<!doctype html>
<html><head><meta charset="utf-8"><title>player</title><style>body{margin:0;background:#000}video{width:100vw}</style></head>
<body><video id="video" muted playsinline></video><script src="/hls.js"></script><script>
const video = document.getElementById('video');
const notes = { fatal: [], errors: {}, levels: [], fragments: 0, captions: [], waiting: 0 };
window.notes = notes;
window.start = (url, level) => {
  const hls = new Hls({ startLevel: level, enableWorker: true });
  window.hls = hls;
  hls.on(Hls.Events.ERROR, (_, data) => {
    if (data.fatal) notes.fatal.push(data.type + ' ' + data.details);
    notes.errors[data.details] = (notes.errors[data.details] ?? 0) + 1;
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_, data) => notes.levels.push(data.level));
  hls.on(Hls.Events.FRAG_BUFFERED, () => { notes.fragments += 1; });
  hls.on(Hls.Events.MANIFEST_PARSED, () => { if (level >= 0) hls.currentLevel = level; video.play(); });
  video.addEventListener('waiting', () => { notes.waiting += 1; });
  video.textTracks.addEventListener('addtrack', (event) => {
    const track = event.track;
    track.mode = 'hidden';
    track.addEventListener('cuechange', () => {
      for (const cue of track.activeCues ?? []) notes.captions.push(cue.text);
    });
  });
  hls.loadSource(url);
  hls.attachMedia(video);
};
window.sample = () => {
  const quality = video.getVideoPlaybackQuality();
  return {
    wall: performance.now() / 1000, time: video.currentTime, state: video.readyState, paused: video.paused,
    width: video.videoWidth, height: video.videoHeight,
    decoded: quality.totalVideoFrames, dropped: quality.droppedVideoFrames,
    audio_octets: video.webkitAudioDecodedByteCount ?? 0, video_octets: video.webkitVideoDecodedByteCount ?? 0,
    latency: window.hls?.latency ?? 0, playing_date: window.hls?.playingDate?.toISOString() ?? null,
  };
};
</script></body></html>`;
