
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(root);

    // Asks Python for the numbers of all nodes; several views may ask, so each question is marked.
    function ask(leaves, answered) {
      const turn = Math.random();
      model.on("msg:custom", function hear(answer) {
        if (answer.turn !== turn) return;
        model.off("msg:custom", hear);
        answered(answer.numbers);
      });
      model.send({ turn, leaves });
    }

    const source = JSON.parse(model.get("graph"));
    const explorer = mount(root, source, { language: model.get("language"), ask });
    return () => explorer.close();
  },
};
