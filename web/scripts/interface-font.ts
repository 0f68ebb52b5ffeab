import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const OURS = 'src';
/** Data that a first look shows in any hospital: the names of the kinds of visit. */
const VISITS = '../src/asan/omop/starter/data/visits.tsv';
const SOURCE = 'node_modules/pretendard/dist/web/variable/woff2/PretendardVariable.woff2';
const NAME = 'virtual:interface-font.css';
/** What pages write besides their texts. */
const SIGNS = '–—·…≈×←↑↓→⌘≥≤±“”‘’';

/** Every letter of every text in both languages, of units in code, of visits; printable ASCII and the signs. */
function letters(): string {
  const found = new Set(SIGNS);
  for (let code = 0x20; code < 0x7f; code++) found.add(String.fromCharCode(code));
  const files = readdirSync(OURS, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(json|tsx?)$/.test(file) && !file.includes('.test.'),
  );
  for (const path of [...files.map((file) => join(OURS, file)), VISITS]) {
    for (const letter of readFileSync(path, 'utf8')) found.add(letter);
  }
  return [...found]
    .filter((letter) => letter >= ' ')
    .sort()
    .join('');
}

function ranges(text: string): string {
  return [...text].map((letter) => `U+${letter.codePointAt(0)?.toString(16)}`).join(',');
}

/**
 * One font file with just the letters of our own texts: a first look needs one request of some hundred
 * kilobytes instead of a dozen. Letters of data come from Pretendard's own ranges, as they are shown.
 */
export function interfaceFont(): Plugin {
  let build = false;
  return {
    name: 'interface-font',
    configResolved(config) {
      build = config.command === 'build';
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      if (!build) return '';
      const text = letters();
      const font = await subsetFont(readFileSync(SOURCE), text, {
        targetFormat: 'woff2',
        variationAxes: { wght: { min: 400, max: 700 } },
      });
      const hash = createHash('sha256').update(font).digest('hex').slice(0, 8);
      const fileName = `assets/interface-${hash}.woff2`;
      this.emitFile({ type: 'asset', fileName, source: font });
      return `@font-face{font-family:'Asan Interface';font-weight:400 700;font-display:swap;src:url(/${fileName}) format('woff2');unicode-range:${ranges(text)}}`;
    },
  };
}
