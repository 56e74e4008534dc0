/** The style sheet of all pages; it is part of each page, so that a page is one request. */
export const style = `
:root{color-scheme:light dark;--ink:#1d2433;--dim:#5b6577;--line:#dfe3ea;--back:#f6f7f9;--card:#fff;--link:#1558b0;
--c0:#2f6fde;--c1:#e07b00;--c2:#1f9d6b;--c3:#b5418f;--c4:#c23b3b;--c5:#6a5acd;--c6:#0f8fa8;--c7:#8a6d1d;--c8:#5b7c2e;--c9:#9aa3b2;
--good:#1f9d6b;--ok:#8bc34a;--fair:#e5b700;--bad:#d8572a;--none:#9aa3b2}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--dim:#9aa5b8;--line:#2c3444;--back:#12161e;--card:#1a202b;--link:#7fb2ff;
--c0:#5b93f5;--c1:#f29a38;--c2:#3cc48d;--c3:#d66bb4;--c4:#e36565;--c5:#9387ea;--c6:#35b6cf;--c7:#c5a043;--c8:#8fb35a;--c9:#7a8394;
--good:#3cc48d;--ok:#9ccc65;--fair:#e8c53a;--bad:#ea7850;--none:#6b7484}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,"DejaVu Sans",sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
a{color:var(--link)}
h1{font-size:1.35rem;line-height:1.25;margin:.5rem 0 .25rem}
h2{font-size:1.05rem;line-height:1.3;margin:0 0 .5rem;overflow-wrap:anywhere}
p{margin:.25rem 0 .75rem}
.dim{color:var(--dim)}
nav{display:flex;flex-wrap:wrap;gap:.4rem;margin:.75rem 0}
nav a,nav span{padding:.3rem .7rem;border:1px solid var(--line);border-radius:1rem;background:var(--card);text-decoration:none;font-size:.9rem;white-space:nowrap}
nav [aria-current]{background:var(--link);border-color:var(--link);color:var(--card);font-weight:600}
.days{justify-content:space-between}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
.charts{display:grid;grid-template-columns:1fr;gap:1rem}
.charts .card{margin:0}
@media(min-width:46rem){.charts{grid-template-columns:17rem 1fr}}
.charts+.card{margin-top:1rem}
.cards{display:grid;grid-template-columns:1fr;gap:1rem}
.cards .card{margin:0}
@media(min-width:46rem){.cards.many{grid-template-columns:1fr 1fr}.cards.one{max-width:34rem}}
svg{display:block;width:100%;height:auto}
.ring{max-width:15rem;margin:0 auto}
svg text{fill:var(--ink);font-family:inherit}
svg .dim{fill:var(--dim)}
.tick{font-size:13px}
.c0{stroke:var(--c0);fill:var(--c0)}.c1{stroke:var(--c1);fill:var(--c1)}.c2{stroke:var(--c2);fill:var(--c2)}.c3{stroke:var(--c3);fill:var(--c3)}
.c4{stroke:var(--c4);fill:var(--c4)}.c5{stroke:var(--c5);fill:var(--c5)}.c6{stroke:var(--c6);fill:var(--c6)}.c7{stroke:var(--c7);fill:var(--c7)}
.c8{stroke:var(--c8);fill:var(--c8)}.c9{stroke:var(--c9);fill:var(--c9)}
.good{fill:var(--good)}.ok{fill:var(--ok)}.fair{fill:var(--fair)}.bad{fill:var(--bad)}.none{fill:var(--none)}
.ring circle{fill:none}
.axis{stroke:var(--line);stroke-width:1}
.bar{fill:var(--c0)}.bar.now{fill:var(--c1)}
table{width:100%;border-collapse:collapse;font-size:.95rem}
th,td{text-align:left;padding:.4rem .5rem;border-bottom:1px solid var(--line);vertical-align:middle}
th{font-size:.8rem;color:var(--dim);font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.name{overflow-wrap:anywhere}
tfoot td{font-weight:600;border-bottom:0}
.key{display:inline-block;width:.75rem;height:.75rem;margin-right:.5rem;border-radius:.2rem;vertical-align:-.05rem}
.share{width:30%;min-width:3.5rem}
.legend b{margin-left:.4rem;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.85rem;margin:.5rem 0 0;padding:0;list-style:none}
.wide{overflow-x:auto}
.wide .name{min-width:9rem}
th .key{margin-right:0}
@media(max-width:40rem){.share{display:none}}
@media(max-width:30rem){.tick{font-size:17px}main{padding:.75rem}.card{padding:.75rem}th,td{padding:.4rem .3rem}}
footer{color:var(--dim);font-size:.85rem;margin:1rem 0}
`
