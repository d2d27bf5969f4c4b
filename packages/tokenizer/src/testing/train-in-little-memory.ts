import { trainWordPiece } from '../plugins/wordpiece.js';
import { readTextBlocks } from '../training/read-text-blocks.js';

// Trains on a file and writes what came of it and the most memory it took, in bytes: `train-in-little-memory.ts FILE`.
const [file] = process.argv.slice(2);
const { vocabulary } = await trainWordPiece(readTextBlocks([file]), { vocabularySize: 2000 });
const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.token(id));
process.stdout.write(JSON.stringify({ tokens, peak: process.resourceUsage().maxRSS * 1024 }));
