import { expect, it } from 'vitest';
import { toCsv, toTsv } from '@/lib/download';

it('CSV begins with a BOM and quotes what needs it', () => {
  expect(
    toCsv(
      ['이름', 'n'],
      [
        ['a,"b"', 1],
        [null, 'x\ny'],
      ],
    ),
  ).toBe('\uFEFF이름,n\r\n"a,""b""",1\r\n,"x\ny"\r\n');
});

it('TSV keeps one row a line whatever a cell holds', () => {
  expect(
    toTsv([
      ['a\tb', 'c\r\nd'],
      [null, 0],
    ]),
  ).toBe('a b\tc d\n\t0');
});
