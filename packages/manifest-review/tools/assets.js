// What pages and pictures are made of, from its sources: template, style and the script that runs in the browser.
// `node tools/assets.js` writes it to lib/assets.json, which is what the published package has.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '..');
const read = (file) => readFileSync(path.join(folder, file), 'utf8');

// In this order: later ones win.
const styles = ['theme', 'base', 'summary', 'picture', 'list', 'diff', 'media'];

const assets = {
  get template() {
    return read('review/page/page.html');
  },
  get pictureStyle() {
    return read('picture/picture.css');
  },
  get pageStyle() {
    return styles.map((name) => read(`review/page/style/${name}.css`)).join('\n');
  },
  get script() {
    const [file] = require('esbuild').buildSync({
      entryPoints: [path.join(folder, 'review/page/client/main.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      logLevel: 'silent',
    }).outputFiles;
    return file.text;
  },
};

module.exports = { assets };

if (require.main === module) {
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  writeFileSync(path.join(folder, 'lib/assets.json'), JSON.stringify(assets));
}
