// How does the page look, in daylight, at night, on a telephone and on paper?

/** Colours of text have a contrast of 4.5 : 1 at the least on their ground, in both schemes; what a bar shows it also shows by patterns. */
export const styleSheet = `
:root{color-scheme:light dark;--g:#fff;--t:#1f2328;--m:#59636e;--l:#d1d9e0;--a:#0757ba;--c:#f6f8fa;--ok:#116329;--warn:#7d4e00;--bad:#b3121d;
--announced:#2da44e;--warm:#8fd19e;--degraded:#e3b341;--unknown:#d8b4c8;--draining:#b083f0;--maintenance:#6cb6ff;--last-resort:#f0883e;--down:#cf222e;--pending:#afb8c1;--no-data:#eaeef2;--mark:#1f2328}
@media screen and (prefers-color-scheme:dark){:root{--g:#0d1117;--t:#e6edf3;--m:#9ba5b0;--l:#30363d;--a:#6cb6ff;--c:#161b22;--ok:#56d364;--warn:#e3b341;--bad:#ff8178;
--announced:#238636;--warm:#7ee787;--degraded:#bb8009;--unknown:#7a4a66;--draining:#8957e5;--maintenance:#316dca;--last-resort:#bd561d;--down:#f85149;--pending:#6e7681;--no-data:#21262d;--mark:#e6edf3}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:.75rem;background:var(--g);color:var(--t);font:15px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
a{color:var(--a)}h1{font-size:1.1rem;margin:0}h1 span{color:var(--m);font-weight:400}h2{font-size:1rem;margin:1.25rem 0 .4rem}h3{font-size:1rem;margin:0}p{margin:.15rem 0}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
.sentence{font-size:1.15rem;font-weight:600;margin:.4rem 0;padding:.5rem .7rem;border-left:.4rem solid;background:var(--c)}
.s0{color:var(--ok)}.s1{color:var(--warn)}.s2,.l-error td:nth-child(n+2){color:var(--bad)}.l-warn td:nth-child(n+2){color:var(--warn)}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:center;margin:.6rem 0}nav ul,.legend,.brief{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem .8rem;margin:0;padding:0}
nav a{padding:.15rem .3rem}nav a[aria-current]{font-weight:700;color:var(--t);text-decoration:none;border-bottom:2px solid}
button{font:inherit;color:inherit;background:var(--c);border:1px solid var(--m);border-radius:.3rem;padding:.1rem .5rem}
.legend{font-size:.8rem;color:var(--m)}.legend svg{vertical-align:-2px}
article{border-top:1px solid var(--l);padding:.55rem 0}
.state{display:inline-block;min-width:7.5em}.facts,.next,.scale,summary,caption,footer{font-size:.87rem;color:var(--m)}.why{font-size:.93rem}
.bar{height:24px;margin:.3rem 0 0;border:1px solid var(--m);position:relative}.bar svg{display:block;width:100%;height:22px}
.bar i{position:absolute;top:-4px;bottom:-4px;border:2px solid var(--a);pointer-events:none}
.scale{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}.scale output{color:var(--t)}
details{margin:.2rem 0}summary{cursor:pointer}.defs{position:absolute}
.wide{overflow-x:auto;max-width:100%}table{border-collapse:collapse;font-size:.87rem;margin:.3rem 0;width:100%}caption{text-align:left;padding:.2rem 0}
th,td{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0;border-bottom:1px solid var(--l);font-weight:400}thead th{color:var(--m)}
time{white-space:nowrap}code{font:.93em ui-monospace,monospace}tr.on,tr:target{background:var(--c);box-shadow:inset 3px 0 var(--a)}
.b-announced,.f-announced{fill:var(--announced)}.b-warm{fill:var(--warm)}.b-down{fill:var(--down)}.b-pending{fill:var(--pending)}
.b-degraded{fill:url(#p-degraded)}.b-unknown{fill:url(#p-unknown)}.b-draining{fill:url(#p-draining)}.b-maintenance{fill:url(#p-maintenance)}.b-last-resort{fill:url(#p-last-resort)}.b-no-data{fill:url(#p-no-data)}
.f-degraded{fill:var(--degraded)}.f-unknown{fill:var(--unknown)}.f-draining{fill:var(--draining)}.f-maintenance{fill:var(--maintenance)}.f-last-resort{fill:var(--last-resort)}.f-no-data{fill:var(--no-data)}
.mark{stroke:var(--mark);stroke-width:.7;opacity:.55;fill:none}
.wide th,.wide td{overflow-wrap:break-word}.wide tbody th{overflow-wrap:anywhere;min-width:8.5rem}.wide :not(.few)>tbody td:nth-child(3){overflow-wrap:anywhere;min-width:11rem}
body:has(#unwell:checked) .well{display:none}
@media (max-width:30rem){body{padding:.5rem;font-size:14px}.sentence{font-size:1rem}th,td{padding-right:.5rem}.wide :not(.few)>tbody td:nth-child(3){min-width:8.5rem}.feed td:nth-child(2),.feed th:nth-child(2){display:none}}
@media (prefers-reduced-motion:no-preference){.bar svg path{transition:fill .2s}}
@media print{:root{color-scheme:light}.wide{overflow:visible}tr{break-inside:avoid}body{max-width:none;font-size:10pt}nav,.legend+nav,summary{display:none}article{break-inside:avoid}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
