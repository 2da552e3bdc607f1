// What does the page do by itself, where a browser lets it?
//
// It is shown without this as well. The document is asked for again when something has changed, and what differs is taken over: texts as texts,
// nothing as markup, so that what is focused, opened or selected stays so.

/** Of the browser; what it needs to know stands in the document. */
export const script = `(()=>{
'use strict'
const find=(id)=>document.getElementById(id)
let local=false,busy=false,again=false,late=0
const cursors=new WeakMap()
const same=(a,b)=>a.nodeType===b.nodeType&&a.nodeName===b.nodeName&&(a.nodeType!==1||a.getAttribute('data-k')===b.getAttribute('data-k'))
const kept=new Set(['open','hidden','tabindex','role','aria-valuenow','aria-valuetext','aria-valuemin','aria-valuemax','aria-live'])
const attributes=(a,b)=>{
  for(const {name} of [...a.attributes])if(!b.hasAttribute(name)&&!kept.has(name))a.removeAttribute(name)
  for(const {name,value} of b.attributes)if(a.getAttribute(name)!==value&&!kept.has(name))a.setAttribute(name,value)
}
const become=(a,b)=>{
  if(a.nodeType===3){if(a.data!==b.data)a.data=b.data;return}
  if(a.nodeType!==1||a.nodeName==='OUTPUT'||a.nodeName==='SCRIPT'||a.nodeName==='STYLE'||a.id==='zone'||a.id==='live'||a.id==='unwell')return
  attributes(a,b)
  children(a,b)
}
const children=(a,b)=>{
  const keyed=new Map([...a.children].filter((one)=>one.dataset&&one.dataset.k).map((one)=>[one.dataset.k,one]))
  let at=a.firstChild
  for(const wanted of [...b.childNodes]){
    while(at&&at.nodeName==='I')at=at.nextSibling
    const known=wanted.nodeType===1&&wanted.dataset&&keyed.get(wanted.dataset.k)
    if(known&&known!==at)a.insertBefore(known,at)
    const here=known||at
    if(here&&same(here,wanted)){become(here,wanted);at=here.nextSibling}
    else a.insertBefore(document.importNode(wanted,true),at)
  }
  while(at){const next=at.nextSibling;if(at.nodeName!=='I')at.remove();at=next}
}
const pad=(number)=>String(number).padStart(2,'0')
const shown=(at,day)=>{
  const d=new Date(at)
  if(local)return (day?d.getFullYear()+'-'+pad(d.getMonth()+1)+'-'+pad(d.getDate())+' ':'')+pad(d.getHours())+':'+pad(d.getMinutes())+':'+pad(d.getSeconds())
  const iso=d.toISOString()
  return (day?iso.slice(0,10)+' ':'')+iso.slice(11,19)+'Z'
}
const times=()=>{
  for(const one of document.querySelectorAll('time')){
    const text=shown(Date.parse(one.dateTime),one.textContent.length>9)
    if(one.textContent!==text)one.textContent=text
  }
}
const columnsOf=(bar)=>bar.dataset.c.split(',').flatMap((run)=>{
  const [count,parts]=run.split(':')
  return Array(Number(count)).fill(parts.split('+').map((part)=>part.replace('=',' ')+'%').join(', '))
})
const point=(bar,column)=>{
  const texts=columnsOf(bar),index=Math.max(0,Math.min(texts.length-1,column))
  const from=Number(bar.dataset.from)+index*Number(bar.dataset.step),to=from+Number(bar.dataset.step)
  const text=shown(from,bar.dataset.step>60000*10)+' to '+shown(to,false)+': '+texts[index]
  cursors.set(bar,index)
  bar.setAttribute('aria-valuenow',index)
  bar.setAttribute('aria-valuetext',text)
  const output=bar.nextElementSibling.querySelector('output')
  output.textContent=text
  let mark=bar.querySelector('i')
  if(!mark)bar.append(mark=document.createElement('i'))
  mark.style.left=index/texts.length*100+'%'
  mark.style.width=100/texts.length+'%'
  const rows=bar.parentElement.querySelectorAll('tr[data-t]')
  let first
  for(const row of rows){const on=row.dataset.t>=from&&row.dataset.t<to;row.classList.toggle('on',on);if(on)first=first||row}
  return first
}
const bars=()=>{
  for(const bar of document.querySelectorAll('.bar')){
    if(bar.tabIndex===0)continue
    bar.tabIndex=0
    bar.setAttribute('role','slider')
    bar.setAttribute('aria-valuemin',0)
    bar.setAttribute('aria-valuemax',columnsOf(bar).length-1)
    bar.setAttribute('aria-valuenow',columnsOf(bar).length-1)
    bar.setAttribute('aria-valuetext','press an arrow key to see when')
    const at=(event)=>Math.floor((event.clientX-bar.getBoundingClientRect().left)/bar.clientWidth*columnsOf(bar).length)
    const open=(row)=>{if(row){row.closest('details').open=true;row.scrollIntoView({block:'nearest'})}}
    bar.addEventListener('pointermove',(event)=>point(bar,at(event)))
    bar.addEventListener('click',(event)=>open(point(bar,at(event))))
    bar.addEventListener('keydown',(event)=>{
      const last=columnsOf(bar).length-1,now=cursors.has(bar)?cursors.get(bar):last+1
      const to={ArrowLeft:now-1,ArrowRight:now+1,ArrowDown:now-1,ArrowUp:now+1,PageUp:now+10,PageDown:now-10,Home:0,End:last}[event.key]
      if(event.key==='Enter')open(point(bar,Math.min(now,last)))
      else if(to===undefined)return
      else point(bar,to)
      event.preventDefault()
    })
  }
}
const decoded=(text)=>{try{return decodeURIComponent(text)}catch{return text}}
const unfold=()=>{
  const row=location.hash&&find(decoded(location.hash.slice(1)))
  const around=row&&row.closest('details')
  if(around){around.open=true;row.scrollIntoView({block:'center'})}
}
const say=(text)=>{if(find('live').textContent!==text)find('live').textContent=text}
const load=async()=>{
  if(busy){again=true;return}
  busy=true
  again=false
  try{
    const answer=await fetch(location.pathname+location.search,{cache:'no-store',signal:AbortSignal.timeout(8000)})
    if(!answer.ok)throw new Error(answer.status)
    const next=new DOMParser().parseFromString(await answer.text(),'text/html')
    document.title=next.title
    const icon=document.querySelector('link[rel=icon]'),other=next.querySelector('link[rel=icon]')
    if(icon&&other&&icon.href!==other.href)icon.href=other.href
    become(document.body,next.body)
    late=Date.now()
    times()
    bars()
    say('It follows what happens.')
  }catch{
    say('NOT CURRENT: the process has not answered since '+shown(late,false)+'.')
  }
  busy=false
  if(again)setTimeout(load,1000)
}
late=Date.parse(find('seen').dateTime)
const zone=find('zone')
zone.hidden=false
zone.addEventListener('click',()=>{local=!local;zone.textContent=local?'UTC':'local time';times()})
bars()
unfold()
addEventListener('hashchange',unfold)
say('It follows what happens.')
const events=new EventSource('events')
events.addEventListener('change',()=>setTimeout(load,Math.random()*500))
setInterval(()=>{if(!document.hidden&&Date.now()-late>9000)load()},5000)
})()`
