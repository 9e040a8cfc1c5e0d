// Renders Word documents with the Node engines, in one warm process: a line of JSON in, a line of JSON out.
// In: {"engine", "template", "data", "out"}: the template's file, the file of its data, and where the document goes.
// Out: {"milliseconds"}: how long it took, from the template's bytes to the document's.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Docxtemplater from "docxtemplater";
import { TemplateHandler } from "easy-template-x";
import PizZip from "pizzip";

const handler = new TemplateHandler();

const engines = {
  docxtemplater: async (template, data) => {
    const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: true });
    document.render(data);
    return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  },
  "easy-template-x": (template, data) => handler.process(template, data),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { engine, template, data, out } = JSON.parse(line);
  const bytes = readFileSync(template);
  const values = JSON.parse(readFileSync(data, "utf8"));
  const began = performance.now();
  const document = await engines[engine](bytes, values);
  const milliseconds = performance.now() - began;
  writeFileSync(out, document);
  console.log(JSON.stringify({ milliseconds }));
}
