// The rivals of the papers under Node: docxtemplater with the same template and
// the same facts as the program. Started by papers.go with a file that names
// them; it reads one order a line and answers each with one line of JSON:
//
//   answers NAME       what people read in each paper, in their order
//   run NAME SECONDS   whole passes over the papers until the time is up
//
// A template is unpacked and compiled again for each paper: docxtemplater fills
// an instance once. Its output is packed as fast as ours (level 1).
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const PizZip = require('pizzip');
const Docxtemplater = require('docxtemplater');

const sets = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const set of Object.values(sets)) set.file = readFileSync(set.template);

function filled(file, data) {
  const doc = new Docxtemplater(new PizZip(file), { delimiters: { start: '{{', end: '}}' }, paragraphLoop: true, linebreaks: true });
  doc.render(data);
  return doc;
}

const toFile = (doc) => doc.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE', compressionOptions: { level: 1 } });

// read is what people read in a paper: a line for each paragraph.
function read(doc) {
  const xml = doc.getZip().file('word/document.xml').asText();
  return xml.split('</w:p>').map((p) => [...p.matchAll(/<w:t(?: [^>]*)?>([^<]*)</g)].map((m) => m[1]).join('')).join('\n');
}

function run({ file, papers }, seconds) {
  let [n, sum, took] = [0, 0, 0];
  const start = performance.now();
  do {
    sum = 0;
    for (const data of papers) sum += toFile(filled(file, data)).subarray(0, 2).toString() === 'PK' ? 1 : 0;
    n += papers.length;
    took = (performance.now() - start) / 1000;
  } while (took < seconds);
  return { n, seconds: took, sum };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order, name, seconds] = line.split(' ');
  const said = order === 'answers' ? sets[name].papers.map((data) => read(filled(sets[name].file, data))) : run(sets[name], Number(seconds));
  process.stdout.write(JSON.stringify(said) + '\n');
}
