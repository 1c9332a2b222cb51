import type { StoredValue } from './attribute-value.ts';

const READ_BLOCK = 4096;
const WRITE_BLOCK = 1024;
/** What DynamoDB adds for a list or map, and for each of its entries. */
const CONTAINER_BYTES = 3;
const ENTRY_BYTES = 1;

/** Bytes of an item by DynamoDB's rule: names and values of all attributes, the key among them. */
export const itemSize = (item: Readonly<Record<string, StoredValue>>): number =>
  total(Object.entries(item), ([name, value]) => textSize(name) + valueSize(value));

/** Units of one strongly consistent read; a read through an index is eventually consistent and takes half. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / READ_BLOCK));
/** Units of one write outside a transaction. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_BLOCK));

function valueSize(value: StoredValue): number {
  if ('S' in value) return textSize(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('L' in value) return CONTAINER_BYTES + total(value.L, entry => ENTRY_BYTES + valueSize(entry));
  if ('M' in value) {
    const entries = Object.entries(value.M);
    return CONTAINER_BYTES + total(entries, ([name, entry]) => ENTRY_BYTES + textSize(name) + valueSize(entry));
  }
  return 1;
}

/** One byte for two significant digits, one for the exponent and one for a sign. */
function numberSize(text: string): number {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '');
  return 1 + Math.ceil(digits.length / 2) + (text.startsWith('-') ? 1 : 0);
}

const textSize = (text: string): number => Buffer.byteLength(text);

const total = <T>(values: readonly T[], size: (value: T) => number): number =>
  values.reduce((sum, value) => sum + size(value), 0);
