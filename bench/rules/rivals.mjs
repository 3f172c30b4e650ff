// The rivals of the norms under Node: json-rules-engine and zen-engine, with the
// same table and the same facts as the program. Started by norms.go with a file
// of both; it reads one order a line and answers each with one line of JSON:
//
//   answers NAME       what NAME says of every dossier, in their order
//   run NAME SECONDS   whole passes over the dossiers until the time is up
//
// An answer is the ceiling in đồng, -1 for none, and whether support is refused.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { Engine } = require('json-rules-engine');
const { ZenEngine, ZenDecisionContent } = require('@gorules/zen-engine');

const { table, dossiers } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// The conditions of the table, in the words of each rival: when one refuses.
const refusals = {
  'difficulty in ["difficult", "special"]': {
    rules: { fact: 'difficulty', operator: 'notIn', value: ['difficult', 'special'] },
    zen: 'not(difficulty in ["difficult", "special"])',
  },
};

function refusalsOf(row) {
  const all = (row.rules ?? []).map((text) => {
    if (!refusals[text]) throw new Error(`rivals.mjs does not know the condition ${text}`);
    return refusals[text];
  });
  if (row.times) {
    all.push({
      rules: { fact: 'times', operator: 'greaterThanInclusive', value: row.times },
      zen: `times >= ${row.times}`,
    });
  }
  return all;
}

// json-rules-engine only chooses; the sum is left to whoever calls it.
function ceiling(limit, facts) {
  const share = limit.ratio_bp ? Math.floor((facts.cost_vnd * limit.ratio_bp) / 10000) : Infinity;
  const most = Math.min(share, limit.cap ? limit.cap * facts.units : Infinity);
  return most === Infinity ? -1 : most;
}

function rulesOf(row) {
  const same = { fact: 'content', operator: 'equal', value: row.content };
  const limit = { type: 'limit', params: { ratio_bp: row.ratio_bp, cap: row.cap } };
  return [
    { conditions: { all: [same] }, event: limit },
    ...refusalsOf(row).map((r) => ({ conditions: { all: [same, r.rules] }, event: { type: 'refused' } })),
  ];
}

async function byRules(engine, facts) {
  const { events } = await engine.run(facts);
  let [limit, refused] = [null, false];
  for (const e of events) {
    if (e.type === 'limit') limit = e.params;
    else refused = true;
  }
  return { ceiling: ceiling(limit, facts), refused };
}

const whole = new Engine(table.flatMap(rulesOf));
const each = new Map(table.map((row) => [row.content, new Engine(rulesOf(row))]));

// zen-engine: one decision table, the first row that fits.
function zenRow(row, i) {
  const parts = [];
  if (row.ratio_bp) parts.push(`floor(cost_vnd * ${row.ratio_bp} / 10000)`);
  if (row.cap) parts.push(`units * ${row.cap}`);
  return {
    _id: `r${i}`,
    content: JSON.stringify(row.content),
    ceiling: parts.length === 2 ? `min([${parts}])` : (parts[0] ?? '-1'),
    refused: refusalsOf(row).map((r) => r.zen).join(' or ') || 'false',
  };
}

function decisionOf(rows) {
  return new ZenEngine().createDecision(new ZenDecisionContent({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 2, y: 0 } },
      {
        id: 'table', name: 'table', type: 'decisionTableNode', position: { x: 1, y: 0 },
        content: {
          hitPolicy: 'first',
          inputs: [{ id: 'content', name: 'content', field: 'content' }],
          outputs: [{ id: 'ceiling', name: 'ceiling', field: 'ceiling' }, { id: 'refused', name: 'refused', field: 'refused' }],
          rules: rows.map(zenRow),
        },
      },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'out', type: 'edge' },
    ],
  }));
}

const decision = decisionOf(table);

// Node waits for zen-engine's own threads: it answers more when asked several
// things at once.
const contenders = {
  'json-rules-engine': { atOnce: 1, judge: (facts) => byRules(whole, facts) },
  'json-rules-engine-each': { atOnce: 1, judge: (facts) => byRules(each.get(facts.content), facts) },
  'zen-engine': { atOnce: 16, judge: async (facts) => (await decision.evaluate(facts)).result },
  'zen-engine-trace': { atOnce: 16, judge: async (facts) => (await decision.evaluate(facts, { trace: true })).result },
};

async function pass({ judge, atOnce }, take) {
  for (let i = 0; i < dossiers.length; i += atOnce) {
    if (atOnce === 1) take(await judge(dossiers[i]));
    else (await Promise.all(dossiers.slice(i, i + atOnce).map(judge))).forEach(take);
  }
}

async function answers(who) {
  const all = [];
  await pass(who, ({ ceiling, refused }) => all.push({ ceiling, refused }));
  return all;
}

async function run(who, seconds) {
  let [n, sum, took] = [0, 0, 0];
  const start = performance.now();
  do {
    sum = 0;
    await pass(who, (a) => { sum += a.refused ? 1 : Math.max(a.ceiling, 0); });
    n += dossiers.length;
    took = (performance.now() - start) / 1000;
  } while (took < seconds);
  return { n, seconds: took, sum };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order, name, seconds] = line.split(' ');
  const who = contenders[name];
  const said = order === 'answers' ? await answers(who) : await run(who, Number(seconds));
  process.stdout.write(JSON.stringify(said) + '\n');
}
