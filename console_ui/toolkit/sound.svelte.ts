/** Three sounds, made here: a soft tone for a new report, a rising one for priority 1, one that repeats until somebody acts. */

import { remember, remembered } from "./remember";

type Tone = { hz: number; at: number; for: number };

const tones = {
  report: [{ hz: 520, at: 0, for: 0.18 }],
  urgent: [
    { hz: 520, at: 0, for: 0.14 },
    { hz: 700, at: 0.16, for: 0.14 },
    { hz: 940, at: 0.32, for: 0.22 },
  ],
  unattended: [
    { hz: 880, at: 0, for: 0.16 },
    { hz: 660, at: 0.2, for: 0.16 },
  ],
} satisfies Record<string, Tone[]>;

export type SoundName = keyof typeof tones;
export const soundNames = Object.keys(tones) as SoundName[];
const kept = "tanggap.volume";

class Sounds {
  volume = $state(Number(remembered(kept) ?? "0.5"));
  /** Browsers keep silent until the first key or click; the bar says so. */
  awake = $state(navigator.userActivation.hasBeenActive);
  #context: AudioContext | null = null;

  constructor() {
    for (const touch of ["keydown", "pointerdown"]) window.addEventListener(touch, () => (this.awake = true));
  }
  setVolume(volume: number): void {
    this.volume = volume;
    remember(kept, String(volume));
  }

  play(name: SoundName): void {
    if (this.volume === 0) return;
    // Browsers refuse sound before the first gesture; the visual twin has been shown by then, so nothing is lost.
    if (!navigator.userActivation.hasBeenActive) return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state === "suspended") void context.resume();
    for (const tone of tones[name]) this.#ring(context, tone);
  }

  #ring(context: AudioContext, tone: Tone): void {
    const start = context.currentTime + tone.at;
    const source = context.createOscillator();
    const gain = context.createGain();
    source.frequency.value = tone.hz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(this.volume * 0.4, start + 0.02);
    gain.gain.linearRampToValueAtTime(0, start + tone.for);
    source.connect(gain).connect(context.destination);
    source.start(start);
    source.stop(start + tone.for + 0.02);
  }
}

export const sounds = new Sounds();
