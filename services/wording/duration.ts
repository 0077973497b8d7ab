import type { Language } from '../base/messages/language.ts';

/** A duration as people say it: "0,4 s", "12 s", "2 min", "1 min 30 s", "3 h 5 min". */
export function durationText(durationMs: number, language: Language): string {
  const seconds = Math.max(0, durationMs) / 1000;
  if (seconds < 9.95) {
    const tenths = (Math.round(seconds * 10) / 10).toString();
    return `${language === 'fr' ? tenths.replace('.', ',') : tenths} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return join(Math.floor(whole / 60), 'min', whole % 60, 's');
  return join(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
