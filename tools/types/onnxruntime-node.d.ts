// Its last release that installs from the registry alone ships no types of its own.
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}
