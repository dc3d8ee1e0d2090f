// How we know: where an insight comes from, in words; twin of presenters/provenance.py.

export const SOURCES = {
  own: "Own analysis",
  model: "A model's output",
  official: "An official source",
  report: "A report",
  rumour: "A rumour: nobody has confirmed it",
};
const DIGEST_SHOWN = 12;
const HOST = /^https?:\/\/(?:[^/?#]*@)?(?:www\.)?([^/?#]+)/;

/**
 * @typedef {{source: string, words: string, links: {url: string, host: string}[],
 *   origins: {post: string, name: string}[], model: string, digest: string}} How
 */

/** An insight's provenance, with the names of posts at hand. @returns {How} */
export function howOf(told, posts) {
  return {
    source: told.source,
    words: SOURCES[told.source],
    links: (told.links ?? []).map((url) => ({ url, host: host(url) })),
    origins: (told.from ?? []).map((post) => ({ post, name: posts[post]?.name ?? "" })),
    model: told.model ?? "",
    digest: (told.digest ?? "").slice(0, DIGEST_SHOWN),
  };
}

function host(url) {
  return HOST.exec(url)?.[1] ?? url;
}
