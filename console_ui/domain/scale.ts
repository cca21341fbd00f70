/** Numbers for the dot-and-whisker picture: zero-based, round steps, durations in words. */

import type { ResponseRow } from "../api/shapes";

const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
const wantedTicks = 5;

export interface Scale {
  max: number;
  ticks: number[];
}

export function scaleFor(rows: ResponseRow[]): Scale {
  const highest = Math.max(1, ...rows.flatMap((row) => [row.p90_s ?? 0, row.median_s ?? 0, row.target_s ?? 0]));
  const step = steps.find((size) => highest / size <= wantedTicks) ?? 86_400;
  const max = Math.ceil((highest * 1.04) / step) * step;
  const ticks: number[] = [];
  for (let tick = 0; tick <= max; tick += step) ticks.push(tick);
  return { max, ticks };
}

/** 45 -> "45 d", 90 -> "1 m 30 d", 5400 -> "1 j 30 m". */
export function duration(seconds: number | null, units: { s: string; m: string; h: string }): string {
  if (seconds === null) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} ${units.s}`;
  const [big, bigUnit, small, smallUnit] =
    whole < 3600
      ? [Math.floor(whole / 60), units.m, whole % 60, units.s]
      : [Math.floor(whole / 3600), units.h, Math.floor((whole % 3600) / 60), units.m];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** `in_target` may come as a share or as a count; people read a percentage. */
export function percentInTarget(row: ResponseRow): number | null {
  if (row.in_target === null || row.n === 0) return null;
  const share = row.in_target <= 1 ? row.in_target : row.in_target / row.n;
  return Math.round(share * 100);
}
