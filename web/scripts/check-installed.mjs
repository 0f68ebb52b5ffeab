// Says at once when the packages that are installed are not those that package.json names.
import { existsSync, readFileSync } from 'node:fs';

const ROOT = new URL('../', import.meta.url).pathname;
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const { dependencies, devDependencies } = json(`${ROOT}package.json`);
const other = Object.entries({ ...dependencies, ...devDependencies }).filter(([name, version]) => {
  const path = `${ROOT}node_modules/${name}/package.json`;
  return !existsSync(path) || json(path).version !== version;
});
for (const [name, version] of other)
  console.error(`${name} ${version} is not installed: run \`npm ci\` in web`);
process.exit(other.length > 0 ? 1 : 0);
