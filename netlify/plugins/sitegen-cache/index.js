// Keeps encoded pictures between builds at Netlify: a build encodes only what nobody has encoded before.
// The cache is by content and verified when it is read, so that an old or a broken one costs time and nothing else;
// a build that fails keeps what it has encoded so far.

const CACHE = '.sitegen/cache';

export const onPreBuild = async ({ utils }) => {
  const restored = await quietly(() => utils.cache.restore(CACHE));
  console.log(restored ? 'Pictures of earlier builds are there.' : 'There are no pictures of earlier builds.');
};

export const onEnd = async ({ utils }) => {
  const saved = await quietly(() => utils.cache.save(CACHE));
  console.log(saved ? 'Pictures are kept for the next build.' : 'There are no pictures to keep.');
};

const quietly = async (act) => {
  try {
    return await act();
  } catch (fault) {
    console.warn(`The cache of pictures is left alone: ${fault.message}`);
    return false;
  }
};
