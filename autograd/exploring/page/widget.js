
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(root);
    const explorer = mount(root, JSON.parse(model.get("graph")), { language: model.get("language") });
    root.explorer = explorer;
    return () => explorer.close();
  },
};
