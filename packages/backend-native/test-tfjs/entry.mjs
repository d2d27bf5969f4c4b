// What is bundled: the backend, the test environment, then the tests.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import '@tensorflow/tfjs-backend-cpu';
import { registerNativeBackend } from '@cloze/backend-native';

const backendName = globalThis.clozeTestBackend;
if (backendName === 'native') registerNativeBackend();
setTestEnvs([{ name: backendName, backendName, isDataSync: true }]);
// Tests register themselves when they load, for the environments set until then.
require('@tensorflow/tfjs-core/dist/tests');
