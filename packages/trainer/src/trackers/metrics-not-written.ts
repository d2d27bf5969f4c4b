import { adviceFor, explain, ioErrorCode } from '@cloze/checkpoints';
import { CheckpointError } from '@cloze/contracts';

/** The error of a tracker that cannot write its file. */
export function metricsNotWritten(path: string, error: unknown): CheckpointError {
  return new CheckpointError(
    {
      what: 'The metrics of the run cannot be written; checkpoints written before are untouched',
      where: path,
      received: explain(error),
      fix: adviceFor(ioErrorCode(error)),
    },
    { cause: error },
  );
}
