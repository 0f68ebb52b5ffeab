// What the first look at the dashboard transfers, from the build's manifest: run after `npm run build`.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));

/** Files of an entry and of all that it imports statically. */
function filesOf(key, seen = new Set()) {
  const entry = manifest[key];
  if (!entry || seen.has(entry.file)) return seen;
  seen.add(entry.file);
  for (const sheet of entry.css ?? []) seen.add(sheet);
  for (const imported of entry.imports ?? []) filesOf(imported, seen);
  return seen;
}

function compressed(file) {
  const path = join(DIST, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
}

function kilobytes(keys, without = new Set()) {
  const files = new Set(keys.flatMap((key) => [...filesOf(key)]));
  const sum = [...files]
    .filter((file) => !without.has(file))
    .reduce((total, file) => total + compressed(file), 0);
  return { files, kb: (sum / 1024).toFixed(0) };
}

const page = [
  'index.html',
  'src/app/shell/Shell.tsx',
  'src/features/dashboard/DashboardPage.tsx',
  'src/locales/ko/common.json',
  'src/locales/ko/dashboard.json',
];
const first = kilobytes(page);
const charts = kilobytes(
  ['src/features/dashboard/TrendChart.tsx', 'src/features/dashboard/PyramidChart.tsx'],
  first.files,
);
const signIn = kilobytes(['index.html', 'src/features/session/SignInPage.tsx', 'src/locales/ko/common.json']);
const font = readdirSync(join(DIST, 'assets')).find((file) => file.startsWith('interface-'));
const fontKb = (compressed(`assets/${font}`) / 1024).toFixed(0);
console.log(`sign-in                    ${signIn.kb} KB`);
console.log(`dashboard, to its figures  ${first.kb} KB`);
console.log(`the interface's letters    ${fontKb} KB`);
console.log(`charts, after that         ${charts.kb} KB`);
console.log('(brotli, scripts and styles; letters of data come by range as they are shown)');
