import { calibration } from './calibration/calibration.js';
import { accuracy } from './classification/accuracy.js';
import { macroF1 } from './classification/macro-f1.js';
import { matthews } from './classification/matthews.js';
import { coreference } from './coreference/coreference.js';
import { entityF1 } from './entities/entity-f1.js';
import { tagAccuracy } from './entities/tag-accuracy.js';
import { gapMetric } from './gap/gap.js';
import { squadMetric } from './questions/squad.js';
import { pearson } from './regression/pearson.js';
import { spearman } from './regression/spearman.js';
import { relationF1 } from './spans/relation-f1.js';
import { spanBoundariesF1 } from './spans/span-boundaries-f1.js';
import { spanF1 } from './spans/span-f1.js';

/** The plugins of this package. */
export const metricPlugins = [
  accuracy,
  macroF1,
  matthews,
  pearson,
  spearman,
  entityF1,
  tagAccuracy,
  spanF1,
  spanBoundariesF1,
  relationF1,
  coreference,
  squadMetric,
  gapMetric,
  calibration,
] as const;
