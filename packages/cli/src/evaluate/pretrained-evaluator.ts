import { describeEvaluation } from './describe-evaluation.js';
import { evaluatePretrained } from './evaluate-pretrained.js';
import { evaluationReport } from './evaluation-report.js';
import type { Evaluator } from './evaluator.js';

/** Models without heads: their objectives are measured on held-out text. */
export const pretrainedEvaluator: Evaluator = {
  of: 'a pretrained model',
  accepts: (manifest) => (manifest?.heads ?? []).length === 0,
  async evaluate({ model, data, plugin, backend }, logger) {
    const content = await evaluatePretrained({ model, data, plugins: plugin, backend, logger });
    return { content, lines: describeEvaluation(content), page: await evaluationReport(content) };
  },
};
