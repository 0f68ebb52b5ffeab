/** Arrow's values as pages show and copy them: exact, with days and times as ISO 8601 has them. */
import type { Column, DataType } from '@uwdata/flechette';

type Value = string | number | boolean | bigint | null;

/** Arrow's numbers for its types, so that the decoder need not be loaded to name them. */
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
/** Ticks of a second by Arrow's unit: seconds, milli-, micro-, nanoseconds. */
const TICKS = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

export function readerOf(column: Column<unknown>): (index: number) => Value {
  const shown = showing(column.type);
  return (index) => {
    const value = column.at(index);
    return value === null || value === undefined ? null : shown(value);
  };
}

function showing(type: DataType): (value: unknown) => Value {
  if (type.typeId === DECIMAL) return (value) => decimal(BigInt(value as bigint), type.scale);
  if (type.typeId === DATE) return (value) => new Date(value as number).toISOString().slice(0, 10);
  if (type.typeId === TIMESTAMP) {
    const ticks = TICKS[type.unit] ?? 1n;
    const zone = type.timezone ? '+00:00' : '';
    return (value) => moment(value as bigint, ticks) + zone;
  }
  return plain;
}

function plain(value: unknown): Value {
  switch (typeof value) {
    case 'bigint':
      return exactNumber(value) ?? value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'string':
    case 'boolean':
      return value;
  }
  return String(value);
}

/** As a number where that is exact: pages compare and look up ids. */
function exactNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Digits with the point where `scale` puts it; no digit is lost. */
function decimal(scaled: bigint, scale: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${scaled < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}

/** `2026-11-27 09:30:00`, with what a second is divided into where there is any. */
function moment(ticks: bigint, perSecond: bigint): string {
  const rest = ((ticks % perSecond) + perSecond) % perSecond;
  const seconds = Number((ticks - rest) / perSecond);
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  if (rest === 0n) return text;
  const width = perSecond.toString().length - 1;
  return `${text}.${rest.toString().padStart(width, '0').padEnd(6, '0')}`;
}
