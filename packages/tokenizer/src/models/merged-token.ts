/** The token that merging two makes: the right one loses its continuation prefix. */
export function mergedToken(left: string, right: string, continuationPrefix: string): string {
  return left + (right.startsWith(continuationPrefix) ? right.slice(continuationPrefix.length) : right);
}
