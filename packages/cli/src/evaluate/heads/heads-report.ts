import {
  barChart,
  confusionMatrix,
  definitions,
  formatNumber,
  highlightedText,
  lineChart,
  report,
  scatter,
  table,
  type ReportSection,
  type SectionContent,
} from '@cloze/reports';
import type { HeadFindings } from './head-findings.js';
import type { HeadEvaluation, HeadsEvaluationContent } from './heads-evaluation.js';

/** The evaluation of a fine-tuned model as an HTML page: scores as bars, confusion, scores by type, and the worst errors in context. */
export function headsReport(content: HeadsEvaluationContent): Promise<string> {
  const { model, step, heads, versions } = content;
  const several = heads.length > 1;
  return report({
    title: 'Evaluation of a fine-tuned model',
    lead: `${model}${step === undefined ? '' : `, after ${formatNumber(step)} steps`}`,
    sections: [
      ...heads.flatMap((head) => sectionsOf(head, several ? `${head.id}: ` : '')),
      { title: 'What was evaluated', content: [definitions(describe(content))] },
    ],
    footer: `cloze ${versions['cloze'] ?? ''}`,
  });
}

function describe({ heads, versions }: HeadsEvaluationContent): Record<string, string> {
  const data = heads.map(({ id, use, records, files }) => [id, `${use}, ${records} records of ${files.join(', ')}`]);
  return { ...Object.fromEntries(data), ...versions };
}

function sectionsOf(head: HeadEvaluation, prefix: string): ReportSection[] {
  const { values, findings } = head;
  const shares = Object.entries(values).filter(
    ([name, value]) => !/loss$|targets$/.test(name) && Number.isFinite(value),
  );
  const bars = shares.filter(([name]) => !name.includes('/')).map(([label, value]) => ({ label, value }));
  const rows = Object.entries(values).map(([name, value]) => [name, value]);
  const scores: SectionContent[] = [
    ...(bars.length > 0 ? [barChart({ title: 'Scores', value: { title: 'value' }, bars })] : []),
    table({ columns: ['value', ''], rows }),
  ];
  return [
    { title: `${prefix}Scores`, content: scores },
    ...detailOf(head, prefix),
    ...(findings.worst.length > 0 ? [{ title: `${prefix}Worst errors`, content: findings.worst.map(errorOf) }] : []),
  ];
}

function detailOf({ findings }: HeadEvaluation, prefix: string): ReportSection[] {
  const { types, relations, confusion, values, reliability } = findings;
  const content: SectionContent[] = [];
  if (types) content.push(...byType(types, 'type'));
  if (relations) content.push(...byType(relations, 'relation'));
  if (confusion) content.push(confusionMatrix({ title: 'Confusion', ...confusion }));
  if (reliability) content.push(reliabilityOf(reliability));
  if (values) {
    const points = values.map(([x, y]) => ({ x, y, label: `gold ${formatNumber(x)}, predicted ${formatNumber(y)}` }));
    content.push(scatter({ title: 'Gold and predicted', x: { title: 'gold' }, y: { title: 'predicted' }, points }));
  }
  return content.length > 0 ? [{ title: `${prefix}By type`, content }] : [];
}

function byType(types: NonNullable<HeadFindings['types']>, name: string): SectionContent[] {
  const rows = Object.entries(types).map(([type, { precision, recall, f1, support }]) => [
    type,
    precision,
    recall,
    f1,
    support,
  ]);
  const bars = Object.entries(types).map(([label, { f1 }]) => ({ label, value: f1 }));
  return [
    barChart({ title: `F1 by ${name}`, value: { title: 'F1' }, bars }),
    table({ title: `By ${name}`, columns: [name, 'precision', 'recall', 'F1', 'in the gold'], rows }),
  ];
}

/** A reliability diagram (Guo et al., 2017): on the diagonal, what is given with a probability is right as often as that says. */
function reliabilityOf(bins: NonNullable<HeadFindings['reliability']>): SectionContent {
  const points = bins.map(({ confidence, accuracy }) => [confidence, accuracy] as const);
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const gap = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.accuracy - bin.confidence), 0) / count;
  return lineChart({
    title: 'Reliability',
    caption: `Predictions by their probability, in bins: how often they are right. Mean distance from the diagonal: ${formatNumber(gap)}.`,
    x: { title: 'mean probability' },
    y: { title: 'share that is right' },
    series: [
      { name: 'this head', points, dots: true },
      {
        name: 'as often as the probability says',
        points: [
          [0, 0],
          [1, 1],
        ],
        dashed: true,
      },
    ],
  });
}

function errorOf({
  where,
  text,
  beside,
  gold,
  predicted,
  badness,
  spans,
}: HeadEvaluation['findings']['worst'][number]) {
  return table({
    columns: ['where', 'gold', 'predicted', 'how far off', 'text'],
    rows: [
      [
        where,
        gold,
        predicted,
        formatNumber(badness),
        highlightedText(beside === undefined ? text : `${text} ⁄ ${beside}`, spans),
      ],
    ],
  });
}
