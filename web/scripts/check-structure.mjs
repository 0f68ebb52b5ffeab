// What neither Biome nor TypeScript sees: equal keys in both languages, and features that do not know each other.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SRC = new URL('../src/', import.meta.url).pathname;
const problems = [];

function keys(value, path = '') {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => keys(inner, path ? `${path}.${key}` : key));
}

/** i18next's plural forms differ by language: `n_one` and `n_other` in English are `n` or `n_other` in Korean. */
function withoutPlural(key) {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

function texts(language, file) {
  return new Set(
    keys(JSON.parse(readFileSync(join(SRC, 'locales', language, file), 'utf8'))).map(withoutPlural),
  );
}

const files = { ko: readdirSync(join(SRC, 'locales/ko')), en: readdirSync(join(SRC, 'locales/en')) };
for (const file of new Set([...files.ko, ...files.en])) {
  if (!files.ko.includes(file) || !files.en.includes(file)) {
    problems.push(`locales: ${file} exists in one language only`);
    continue;
  }
  const [ko, en] = [texts('ko', file), texts('en', file)];
  for (const key of ko) if (!en.has(key)) problems.push(`locales/en/${file}: ${key} is missing`);
  for (const key of en) if (!ko.has(key)) problems.push(`locales/ko/${file}: ${key} is missing`);
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|tsx)$/.test(entry.name) ? [path] : [];
  });
}

/** Texts that a source names literally must exist, in its own namespace or in the common one. */
function checkKeys(path, source) {
  const spaces = [...source.matchAll(/useTranslation\('(\w+)'\)/g)].map(([, space]) => space);
  if (spaces.length === 0 && !source.includes('useTranslation()')) return;
  const known = new Set([...spaces, 'common'].flatMap((space) => [...texts('ko', `${space}.json`)]));
  for (const [, key] of source.matchAll(/\bt\('([^']+)'/g)) {
    if (!known.has(key)) problems.push(`${relative(SRC, path)}: no text for ${key}`);
  }
}

const RANK = { lib: 0, components: 1, app: 2, features: 2 };
for (const path of sources(SRC)) {
  const [layer, feature] = relative(SRC, path).split('/');
  const source = readFileSync(path, 'utf8');
  checkKeys(path, source);
  for (const [, target] of source.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    if (target.startsWith('.')) problems.push(`${relative(SRC, path)}: write '@/…' instead of '${target}'`);
    if (!target.startsWith('@/')) continue;
    const [toLayer, toFeature] = target.slice(2).split('/');
    if (RANK[toLayer] > RANK[layer])
      problems.push(`${relative(SRC, path)}: ${layer} must not import ${target}`);
    if (layer === 'features' && toLayer === 'features' && feature !== toFeature) {
      problems.push(`${relative(SRC, path)}: features do not import each other (${target})`);
    }
  }
}

for (const problem of problems) console.error(problem);
process.exit(problems.length > 0 ? 1 : 0);
