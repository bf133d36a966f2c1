/** VitePress's theme, and an element that draws diagrams in the browser. */
import DefaultTheme from 'vitepress/theme';
import { defineComponent, h, onMounted, ref } from 'vue';

let drawn = 0;

const MermaidDiagram = defineComponent({
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const svg = ref('');
    const text = decodeURIComponent(code);
    onMounted(async () => {
      const { default: mermaid } = await import('mermaid');
      mermaid.initialize({
        startOnLoad: false,
        theme: document.documentElement.classList.contains('dark') ? 'dark' : 'default',
      });
      drawn += 1;
      svg.value = (await mermaid.render(`diagram-${drawn}`, text)).svg;
    });
    // Without scripts, the text of the diagram is shown.
    return () => (svg.value === '' ? h('pre', text) : h('div', { innerHTML: svg.value }));
  },
});

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('MermaidDiagram', MermaidDiagram);
  },
};
