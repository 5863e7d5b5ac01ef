"""Measurements on pictures and sound, through FFmpeg as an independent reader."""

import array
import json
import math
import pathlib
import subprocess


def ffprobe(url, *options):
    """Streams and format as ffprobe prints them."""
    output = subprocess.run(
        ["ffprobe", "-v", "error", "-print_format", "json", "-show_streams", "-show_format", *options, url],
        check=True, capture_output=True, timeout=60,
    ).stdout
    return json.loads(output)


def decode_errors(url, seconds, *options):
    """What FFmpeg complains about while it decodes everything for that long; empty is good."""
    result = subprocess.run(
        ["ffmpeg", "-v", "warning", "-nostdin", *options, "-i", url, "-t", str(seconds), "-map", "0:v:0", "-map", "0:a:0", "-f", "null", "-"],
        capture_output=True, text=True, timeout=seconds + 60,
    )
    return (result.stderr if result.returncode == 0 else f"exit {result.returncode}\n{result.stderr}").strip()


def rgb_frame(url, width, height, *options):
    """One decoded picture as rgb24 octets, scaled to width × height."""
    octets = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", *options, "-i", url, "-frames:v", "1", "-vf", f"scale={width}:{height}",
         "-pix_fmt", "rgb24", "-f", "rawvideo", "-"],
        check=True, capture_output=True, timeout=60,
    ).stdout
    assert len(octets) == width * height * 3, f"no picture from {url}"
    return octets


def pixel(octets, width, x, y):
    at = 3 * (y * width + x)
    return tuple(octets[at:at + 3])


def mono_samples(url, seconds, channel=0, *options):
    """float samples at 48 kHz of one channel."""
    octets = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", *options, "-i", url, "-map", "0:a:0", "-t", str(seconds), "-af", f"pan=mono|c0=c{channel}",
         "-ar", "48000", "-f", "s16le", "-"],
        check=True, capture_output=True, timeout=seconds + 60,
    ).stdout
    return [value / 32768 for value in array.array("h", octets)]


def level_dbfs(samples, frequency, rate=48000):
    """Level of one frequency (Goertzel), dB relative to a full-scale sine."""
    if not samples:
        return -math.inf
    omega = 2 * math.pi * frequency / rate
    coefficient = 2 * math.cos(omega)
    previous = before = 0.0
    for sample in samples:
        previous, before = sample + coefficient * previous - before, previous
    power = previous * previous + before * before - coefficient * previous * before
    amplitude = 2 * math.sqrt(max(power, 1e-30)) / len(samples)
    return 20 * math.log10(amplitude)


def captions(path):
    """Caption text that FFmpeg's decoder finds in the first field of a local file's video."""
    # By its name in its own folder: a filter graph gives commas, brackets and colons of a path a meaning.
    path = pathlib.Path(path)
    result = subprocess.run(
        ["ffmpeg", "-v", "error", "-nostdin", "-data_field", "first", "-f", "lavfi", "-i", f"movie={path.name}[out+subcc]", "-map", "0:s", "-f", "srt", "-"],
        cwd=path.parent, capture_output=True, encoding="utf-8", errors="replace", timeout=120,
    )
    assert result.returncode == 0, f"ffmpeg finds no captions in {path}: exit {result.returncode}\n{result.stderr}"
    return result.stdout
