import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';

/** The file operations that writing uses, as a service: a test can hand in a disk that is full. */
export interface FileSystem {
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly readFile: typeof readFile;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
  readonly stat: (path: string) => Promise<{ isDirectory(): boolean; isFile(): boolean }>;
}

/** The machine's file system. */
export const nodeFileSystem: FileSystem = {
  mkdir,
  open,
  readdir: (path) => readdir(path),
  readFile,
  rename,
  rm,
  stat: (path) => stat(path),
};
