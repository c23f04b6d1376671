// Charts that answer to the pointer, in the place of those that the server drew. What is on them comes with the page as JSON; colours come from the style sheet.
import * as echarts from 'echarts/core';
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([LineChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const font = () => getComputedStyle(document.body).fontFamily;
const base = (c) => ({
  animation: !matchMedia('(prefers-reduced-motion: reduce)').matches, animationDuration: 120,
  aria: { enabled: true, label: { description: c.description } },
  textStyle: { fontFamily: font(), color: colour('text') },
  tooltip: { renderMode: 'richText', backgroundColor: colour('surface'), borderColor: colour('border'), textStyle: { color: colour('text'), fontFamily: font(), fontSize: 14 } },
});

const kinds = {
  // Places of one year beside those of the next: a line a unit.
  slope(c) {
    const last = c.rows.length;
    const look = (r) => (r.mark === 'most' ? colour('s2') : r.mark === 'up' ? colour('s1') : colour('s5'));
    return {
      height: 60 + 24 * last,
      option: {
        ...base(c),
        grid: { left: 190, right: 200, top: 36, bottom: 8 },
        xAxis: { type: 'category', data: [c.left, c.right], position: 'top', boundaryGap: false, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: colour('text-2'), fontSize: 14, fontWeight: 600 } },
        yAxis: { type: 'value', inverse: true, min: 0.5, max: last + 0.5, show: false },
        series: c.rows.map((r) => ({
          name: r.name, type: 'line', symbol: 'circle', symbolSize: 7, cursor: 'pointer', triggerLineEvent: true,
          lineStyle: { width: r.mark ? 2.5 : 1, color: look(r), opacity: r.mark ? 1 : 0.6 }, itemStyle: { color: look(r) },
          emphasis: { focus: 'series', lineStyle: { width: 4 } }, blur: { lineStyle: { opacity: 0.12 }, label: { opacity: 0.25 } },
          data: [
            { value: r.from_at, label: { show: true, position: 'left', color: colour('text'), fontSize: 13, formatter: `${r.name} ${r.from}` } },
            { value: r.to_at, label: { show: true, position: 'right', color: colour('text'), fontSize: 13, formatter: `${r.to} ${r.name}` } },
          ],
        })),
        tooltip: { ...base(c).tooltip, trigger: 'item', formatter: (p) => { const r = c.rows[p.seriesIndex]; return `${r.name}\n${c.left}: ${r.from}   ${c.right}: ${r.to}   ${r.move}`; } },
      },
      open: (p) => c.rows[p.seriesIndex]?.path,
    };
  },
  // Values over the years.
  lines(c) {
    return {
      height: 320,
      option: {
        ...base(c),
        grid: { left: 64, right: 32, top: 32, bottom: 32 },
        xAxis: { type: 'category', data: c.years, axisLine: { lineStyle: { color: colour('input') } }, axisLabel: { color: colour('text-2'), fontSize: 13 } },
        yAxis: { type: 'value', scale: true, name: c.unit, nameTextStyle: { color: colour('text-3') }, splitLine: { lineStyle: { color: colour('border') } }, axisLabel: { color: colour('text-3'), fontSize: 12 } },
        series: c.series.map((s, i) => ({
          name: s.name, type: 'line', data: s.data, connectNulls: true, symbol: i ? 'circle' : 'none', symbolSize: 8,
          lineStyle: { width: 2, type: i ? 'solid' : 'dashed', color: colour(i ? 's1' : 's5') }, itemStyle: { color: colour(i ? 's1' : 's5') },
          label: { show: i > 0, position: 'top', color: colour('text'), fontSize: 13, fontWeight: 600 },
        })),
        tooltip: { ...base(c).tooltip, trigger: 'axis' },
      },
    };
  },
};

const widthOf = (place, data) => Math.max(place.clientWidth, data.kind === 'slope' ? 620 : 0);

// The chart stands beside the one that the server drew, which stays for paper.
function draw(figure) {
  const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const drawn = figure.querySelector('[data-chart]');
  drawn.classList.add('only-print');
  const place = drawn.parentElement.insertBefore(document.createElement('div'), drawn);
  place.className = 'no-print';
  const { option, height, open } = kinds[data.kind](data);
  const chart = echarts.init(place, null, { renderer: 'svg', width: widthOf(place, data), height });
  new ResizeObserver(() => chart.resize({ width: widthOf(place.parentElement, data) })).observe(place.parentElement);
  chart.setOption(option);
  if (open) chart.on('click', (p) => { const path = open(p); if (path) location.href = path; });
  return () => { chart.dispose(); place.remove(); };
}

for (const figure of document.querySelectorAll('figure[data-figure]')) {
  let undo = draw(figure);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { undo(); undo = draw(figure); });
}
