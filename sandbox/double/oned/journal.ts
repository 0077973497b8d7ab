import { appendFileSync } from 'node:fs';

/** oned.log: one line an event, in oned's form. */
export type Journal = (line: string) => void;

/** Appends to oned.log; a log that cannot be written does not stop oned. */
export function fileJournal(path: string): Journal {
  return (line) => {
    const [day, month, date, year, time] = dateWords(new Date());
    try {
      appendFileSync(path, `${day} ${month} ${date} ${time} ${year} [Z0]${line}\n`);
    } catch {
      // The node's folder is being removed: nobody is left to read it.
    }
  };
}

function dateWords(date: Date): readonly string[] {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return [weekday ?? '', month ?? '', day ?? '', year ?? '', time ?? ''];
}
