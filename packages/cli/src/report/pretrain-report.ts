import { codeBlock, definitions, formatNumber, lineChart, report, smooth, table } from '@cloze/reports';
import type { LineSeries, Markup } from '@cloze/reports';
import { constantAt } from './constants.js';
import { withF1 } from './detections.js';
import { constantCurves, curvesOf, metricsOf, phaseStarts, type Curve, type RecordedRun } from './recorded-run.js';

/** A pretraining run as an HTML page: how everything went that was recorded, and what it reached beside the best constant prediction. */
export function pretrainReport(run: RecordedRun): Promise<string> {
  const metrics = metricsOf(run);
  const losses = metrics.filter((name) => /^loss$|\.loss$|Loss$/.test(name));
  const shares = metrics.filter((name) => /\.accuracy$|Accuracy$|F1$/.test(name));
  const others = ['learningRate', 'gradientNorm', 'tokensPerSecond'].filter((name) => metrics.includes(name));
  const objectives = losses.filter((name) => name !== 'loss');
  const reached = Object.entries(run.evaluation).length > 0;
  return report({
    title: `Pretraining: ${run.name}`,
    lead: leadOf(run),
    sections: [
      ...(reached ? [{ title: 'What it reached', content: [reachedTable(run), EXPLAINED] }] : []),
      {
        title: 'Losses',
        content: [
          // A single objective of weight 1 is the sum.
          ...(objectives.length > 1 || objectives.length === 0 ? [chartOf(run, 'loss', 'nats, weighted sum')] : []),
          ...objectives.map((name) => chartOf(run, name, 'nats')),
          SMOOTHED,
        ],
      },
      {
        title: 'Accuracy',
        content: shares.map((name) => chartOf(run, name, name.endsWith('F1') ? 'F1' : 'share')),
      },
      { title: 'Optimisation and speed', content: others.map((name) => chartOf(run, name, UNITS[name])) },
      {
        title: 'Config and environment',
        content: [definitions(run.environment), codeBlock('The config, filled in', run.config)],
      },
    ].filter(({ content }) => content.length > 0),
    footer: `cloze ${run.environment['cloze'] ?? ''}`,
  });
}

const UNITS: Readonly<Record<string, string>> = {
  learningRate: 'learning rate',
  gradientNorm: 'L2 norm before clipping',
  tokensPerSecond: 'tokens a second',
};

const NAMES: Readonly<Record<string, string>> = {
  loss: 'all objectives: loss',
  learningRate: 'learning rate',
  gradientNorm: 'gradient norm',
  tokensPerSecond: 'speed',
};

const EXPLAINED =
  'Best constant: what always predicting the same reaches on the same validation targets — the targets’ own distribution for ' +
  'losses, the most frequent answer for accuracies, everything found for F1.';

const SMOOTHED =
  'Pale lines are values as logged, dark ones their means over neighbouring rows. Validation is a dot an evaluation.';

function leadOf(run: RecordedRun): string {
  const rows = run.phases.flatMap(({ rows: own }) => own.filter(({ split }) => split === 'train').slice(-1));
  const sum = (name: string) => rows.reduce((total, { values }) => total + (values[name] ?? 0), 0);
  const steps = rows.reduce((total, { step }) => total + step, 0);
  const seconds = run.phases.reduce((total, { rows: own }) => total + (own.at(-1)?.values['seconds'] ?? 0), 0);
  const phases = run.phases.length > 1 ? ` in ${run.phases.length} phases` : '';
  const { interrupted } = run;
  const stopped = interrupted
    ? `Interrupted at step ${formatNumber(interrupted.step)} of ${formatNumber(interrupted.totalSteps)}; --resume goes on. `
    : '';
  return `${stopped}${formatNumber(steps)} steps${phases}, ${formatNumber(sum('tokens'))} tokens, ${duration(seconds)}`;
}

function duration(seconds: number): string {
  const minutes = seconds / 60;
  if (minutes < 1) return `${Math.round(seconds)} seconds`;
  return minutes < 90 ? `${formatNumber(Number(minutes.toFixed(1)))} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}

/** Training pale and smoothed, validation as dots, the best constant dashed. */
function chartOf(run: RecordedRun, metric: string, unit: string): Promise<Markup> {
  const training = curvesOf(run, 'train', metric);
  // What a schedule sets has no noise to smooth.
  const width = (curve: Curve) => (metric === 'learningRate' ? 1 : Math.max(1, Math.round(curve.length / 12)));
  const series: LineSeries[] = [
    ...training.map((points) => ({ name: 'training', points, behind: true, color: 0 })),
    ...training.map((points) => ({ name: 'training', points: smooth(points, width(points)), color: 0 })),
    ...curvesOf(run, 'validation', metric).map((points) => ({ name: 'validation', points, dots: true, color: 1 })),
    ...constantCurves(run, metric).map((points) => ({ name: 'best constant', points, dashed: true, color: 2 })),
  ];
  return lineChart({
    title: NAMES[metric] ?? inWords(metric),
    x: { title: 'step' },
    y: { title: unit, zero: /^learningRate$|F1$/.test(metric), ...(metric === 'learningRate' && { format: '.1e' }) },
    series: series.filter(({ points }) => points.length > 0),
    marks: phaseMarks(run),
  });
}

function phaseMarks(run: RecordedRun) {
  return phaseStarts(run)
    .slice(1)
    .map((value, i) => ({ name: `phase ${i + 2} begins`, value }));
}

/** `mlm.maskedLoss` as `mlm: masked loss`, `rtd.replacedF1` as `rtd: replaced F1`. */
function inWords(metric: string): string {
  return metric
    .replaceAll('.', ': ')
    .replaceAll(
      /([a-z])(F1|[A-Z])/g,
      (_, end: string, next: string) => `${end} ${next === 'F1' ? next : next.toLowerCase()}`,
    );
}

function reachedTable(run: RecordedRun): Markup {
  const constants = run.phases.at(-1)?.constants ?? {};
  const { modelStep, evaluation } = run;
  return table({
    caption: modelStep === undefined ? undefined : `The model that is kept: that of step ${formatNumber(modelStep)}.`,
    columns: ['validation', 'value', 'best constant', 'targets'],
    rows: Object.entries(withF1(evaluation))
      .filter(([name]) => !name.endsWith('.targets'))
      .map(([name, value]) => {
        const constant = constantAt(constants, name, evaluation);
        return [
          NAMES[name] ?? inWords(name),
          formatNumber(value),
          constant === undefined ? undefined : formatNumber(constant),
          targetsOf(evaluation, name),
        ];
      }),
  });
}

/** Targets that a loss or accuracy is a mean over; other values have denominators of their own. */
function targetsOf(evaluation: Readonly<Record<string, number>>, name: string): string | undefined {
  if (!/\.(loss|accuracy)$/.test(name)) return undefined;
  const targets = evaluation[`${name.replace(/\.[^.]*$/, '')}.targets`];
  return targets === undefined ? undefined : formatNumber(targets);
}
