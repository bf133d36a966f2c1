/** The site of the documentation: `npm run docs:site` in the root folder builds it to `build/site`. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { defineConfig } from 'vitepress';
import { readNavigation, readTitle, toAddress, toAnchor, toPage, toPath } from './pages.ts';

const root = resolve(import.meta.dirname, '../../..');
const { GITHUB_SERVER_URL = 'https://github.com', GITHUB_REPOSITORY = 'acme/atmos-pro-actions' } =
  process.env;
const packages = resolve(root, 'docs/site/node_modules');
/** Where links to files lead that are no pages. */
const repository = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '*.md'], {
  cwd: root,
});
const files = [...new Set(listed.toString('utf8').split('\0'))].filter((file) => file !== '');
const navigation = readNavigation(root);
const isPage = (file) => toPage(file, navigation) !== undefined;

/** Links of a page, rendered as addresses on the site; diagrams as elements that `theme/index.mjs` draws. */
function adaptMarkdown(markdown) {
  markdown.core.ruler.push('addresses', ({ tokens, env }) => {
    for (const { children } of tokens)
      for (const token of children ?? []) {
        if (token.type !== 'link_open') continue;
        token.attrSet('href', toAddress(token.attrGet('href') ?? '', fileOf(env), { root, repository }));
      }
  });
  // Templates of GitHub and Atmos look like those of Vue.
  const { code_inline: renderCode } = markdown.renderer.rules;
  markdown.renderer.rules.code_inline = (tokens, index, options, env, self) => {
    tokens[index].attrSet('v-pre', '');
    return renderCode(tokens, index, options, env, self);
  };
  const renderFence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const { info, content } = tokens[index];
    if (info.trim() !== 'mermaid') return renderFence(tokens, index, options, env, self);
    return `<MermaidDiagram code="${encodeURIComponent(content)}" />`;
  };
}

/** Path from the root of the file that VitePress renders. `path` is that of the page. */
function fileOf({ path, realPath = path }) {
  return realPath.slice(root.length + 1);
}

export default defineConfig({
  srcDir: root,
  srcExclude: [...files.filter((file) => !isPage(file)), '**/node_modules/**', 'build/**', 'coverage/**'],
  outDir: resolve(root, 'build/site'),
  cacheDir: resolve(root, 'build/site-cache'),
  rewrites: Object.fromEntries(files.filter(isPage).map((file) => [file, `${toPage(file, navigation)}.md`])),
  base: process.env.ATMOS_PRO_SITE_BASE ?? '/',
  cleanUrls: true,
  title: 'Atmos Pro Actions',
  description: 'Short-lived GitHub tokens, stack locks and deployments for Terraform in GitHub Actions',
  markdown: { anchor: { slugify: toAnchor }, config: adaptMarkdown },
  vite: {
    // The pages are outside of this package, where Node would not look for it.
    resolve: {
      alias: [
        { find: /^vue$/, replacement: resolve(packages, 'vue/dist/vue.runtime.esm-bundler.js') },
        { find: /^vue\/server-renderer$/, replacement: resolve(packages, 'vue/server-renderer/index.mjs') },
      ],
    },
    build: { chunkSizeWarningLimit: 2_000 },
    publicDir: false,
    // The compiler options of the repository are for Node.
    esbuild: { tsconfigRaw: '{}' },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: repository }],
    sidebar: navigation.map(({ text, pages }) => ({
      text,
      items: pages.map((file) => ({ text: readTitle(file, root), link: toPath(toPage(file, navigation)) })),
    })),
  },
});
