import assert from 'node:assert/strict';
import { chooseBackend, detectBackends } from '@cloze/backend';
import { matMul, memory, ones, tidy } from '@tensorflow/tfjs-core';

// A process that a user might start: what `doctor` tells of tfjs-node, then the backend itself.
const status = (await detectBackends()).find(({ name }) => name === 'tensorflow');
assert.equal(status?.available, true);
assert.equal(status.detail, 'CPU');
assert.equal(status.remedy, undefined);

const choice = await chooseBackend({ name: 'tensorflow' });
assert.equal(choice.reason, 'tensorflow, named by --backend');
assert.equal(process.env['TF_ENABLE_ONEDNN_OPTS'], '1');
const [first] = tidy(() => matMul(ones([300, 200]), ones([200, 100])).dataSync());
assert.equal(first, 200);
assert.equal(memory().numTensors, 0);
console.log(`tfjs-node ${status.version} is found, chosen and multiplies`);
