import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openMaker, type OpenMaker } from '../batches/open-maker.js';
import type { EpochPlan } from '../plan/epoch-plan.js';
import { sharePlan } from '../plan/plan-arrays.js';
import { toWire } from './error-wire.js';
import { loadPluginTable } from './load-plugin-table.js';
import { transferables } from './transferables.js';
import type { NumberedRequest, WorkerAnswer, WorkerRequest, WorkerSetup } from './worker-messages.js';

// The entry of a worker thread. It knows no plugin: the setup names a module that makes the table.
if (parentPort !== null) void serve(parentPort, workerData);

async function serve(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const answer = (message: WorkerAnswer, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers);
  try {
    const plugins = await loadPluginTable(setup.module, setup.payload);
    const maker = openMaker(setup.job, plugins);
    const plans = new Map<number, EpochPlan>();
    port.on('message', ({ id, request }: NumberedRequest) => {
      try {
        const { result, buffers } = perform(maker, plans, request);
        answer({ id, result }, buffers);
      } catch (error) {
        answer({ id, error: toWire(error) });
      }
    });
    answer({ id: 0, result: null });
  } catch (error) {
    answer({ id: 0, error: toWire(error) });
  }
}

function perform(maker: OpenMaker, plans: Map<number, EpochPlan>, request: WorkerRequest) {
  switch (request.kind) {
    case 'plan':
      return { result: sharePlan(maker.plan(request.epoch)), buffers: [] };
    case 'use-plan':
      for (const epoch of plans.keys()) if (epoch < request.plan.epoch - 1) plans.delete(epoch);
      plans.set(request.plan.epoch, request.plan);
      return { result: null, buffers: [] };
    case 'batch': {
      const plan = plans.get(request.epoch);
      if (plan === undefined) throw new Error(`no plan for epoch ${request.epoch}`);
      const { batch, buffers } = transferables(maker.batch(plan, request.index, request.progress));
      return { result: batch, buffers };
    }
  }
}
