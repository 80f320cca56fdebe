import { BebopView } from "bebop";
const BEBOP_SCHEMA = new Uint8Array([
  3,
  11,
  0,
  0,
  0,
  80,
  111,
  115,
  105,
  116,
  105,
  111,
  110,
  0,
  1,
  0,
  0,
  12,
  0,
  0,
  0,
  1,
  3,
  120,
  0,
  247,
  255,
  255,
  255,
  0,
  121,
  0,
  247,
  255,
  255,
  255,
  0,
  122,
  0,
  247,
  255,
  255,
  255,
  0,
  86,
  101,
  108,
  111,
  99,
  105,
  116,
  121,
  0,
  1,
  0,
  0,
  12,
  0,
  0,
  0,
  1,
  3,
  120,
  0,
  247,
  255,
  255,
  255,
  0,
  121,
  0,
  247,
  255,
  255,
  255,
  0,
  122,
  0,
  247,
  255,
  255,
  255,
  0,
  81,
  117,
  97,
  116,
  0,
  1,
  0,
  0,
  16,
  0,
  0,
  0,
  1,
  4,
  120,
  0,
  247,
  255,
  255,
  255,
  0,
  121,
  0,
  247,
  255,
  255,
  255,
  0,
  122,
  0,
  247,
  255,
  255,
  255,
  0,
  119,
  0,
  247,
  255,
  255,
  255,
  0,
  82,
  111,
  116,
  97,
  116,
  105,
  111,
  110,
  0,
  1,
  0,
  0,
  16,
  0,
  0,
  0,
  1,
  1,
  113,
  0,
  2,
  0,
  0,
  0,
  0,
  72,
  101,
  97,
  108,
  116,
  104,
  0,
  1,
  0,
  0,
  4,
  0,
  0,
  0,
  1,
  2,
  99,
  117,
  114,
  114,
  101,
  110,
  116,
  0,
  253,
  255,
  255,
  255,
  0,
  109,
  97,
  120,
  0,
  253,
  255,
  255,
  255,
  0,
  79,
  119,
  110,
  101,
  114,
  0,
  1,
  0,
  0,
  4,
  0,
  0,
  0,
  1,
  1,
  105,
  100,
  0,
  251,
  255,
  255,
  255,
  0,
  73,
  110,
  118,
  101,
  110,
  116,
  111,
  114,
  121,
  0,
  1,
  0,
  0,
  4,
  0,
  0,
  0,
  0,
  1,
  115,
  108,
  111,
  116,
  115,
  0,
  242,
  255,
  255,
  255,
  0,
  253,
  255,
  255,
  255,
  0,
  84,
  105,
  109,
  101,
  114,
  0,
  1,
  0,
  0,
  8,
  0,
  0,
  0,
  1,
  1,
  97,
  116,
  0,
  246,
  255,
  255,
  255,
  0,
  70,
  117,
  108,
  108,
  83,
  116,
  114,
  117,
  99,
  116,
  0,
  1,
  0,
  0,
  75,
  0,
  0,
  0,
  0,
  13,
  101,
  110,
  116,
  105,
  116,
  121,
  0,
  251,
  255,
  255,
  255,
  0,
  103,
  101,
  110,
  101,
  114,
  97,
  116,
  105,
  111,
  110,
  0,
  251,
  255,
  255,
  255,
  0,
  115,
  111,
  117,
  114,
  99,
  101,
  0,
  254,
  255,
  255,
  255,
  0,
  116,
  97,
  114,
  103,
  101,
  116,
  0,
  254,
  255,
  255,
  255,
  0,
  102,
  108,
  97,
  103,
  115,
  0,
  254,
  255,
  255,
  255,
  0,
  109,
  97,
  115,
  107,
  0,
  251,
  255,
  255,
  255,
  0,
  112,
  111,
  115,
  105,
  116,
  105,
  111,
  110,
  0,
  0,
  0,
  0,
  0,
  0,
  118,
  101,
  108,
  111,
  99,
  105,
  116,
  121,
  0,
  1,
  0,
  0,
  0,
  0,
  114,
  111,
  116,
  97,
  116,
  105,
  111,
  110,
  0,
  3,
  0,
  0,
  0,
  0,
  104,
  101,
  97,
  108,
  116,
  104,
  0,
  4,
  0,
  0,
  0,
  0,
  111,
  119,
  110,
  101,
  114,
  0,
  5,
  0,
  0,
  0,
  0,
  105,
  110,
  118,
  101,
  110,
  116,
  111,
  114,
  121,
  0,
  6,
  0,
  0,
  0,
  0,
  116,
  105,
  109,
  101,
  114,
  0,
  7,
  0,
  0,
  0,
  0,
  80,
  97,
  114,
  116,
  105,
  97,
  108,
  83,
  116,
  114,
  117,
  99,
  116,
  0,
  1,
  0,
  0,
  39,
  0,
  0,
  0,
  1,
  9,
  101,
  110,
  116,
  105,
  116,
  121,
  0,
  251,
  255,
  255,
  255,
  0,
  103,
  101,
  110,
  101,
  114,
  97,
  116,
  105,
  111,
  110,
  0,
  251,
  255,
  255,
  255,
  0,
  115,
  111,
  117,
  114,
  99,
  101,
  0,
  254,
  255,
  255,
  255,
  0,
  116,
  97,
  114,
  103,
  101,
  116,
  0,
  254,
  255,
  255,
  255,
  0,
  102,
  108,
  97,
  103,
  115,
  0,
  254,
  255,
  255,
  255,
  0,
  109,
  97,
  115,
  107,
  0,
  251,
  255,
  255,
  255,
  0,
  112,
  111,
  115,
  105,
  116,
  105,
  111,
  110,
  0,
  0,
  0,
  0,
  0,
  0,
  104,
  101,
  97,
  108,
  116,
  104,
  0,
  4,
  0,
  0,
  0,
  0,
  116,
  105,
  109,
  101,
  114,
  0,
  7,
  0,
  0,
  0,
  0,
  69,
  110,
  116,
  105,
  116,
  121,
  77,
  101,
  115,
  115,
  97,
  103,
  101,
  0,
  2,
  0,
  5,
  0,
  0,
  0,
  13,
  101,
  110,
  116,
  105,
  116,
  121,
  0,
  251,
  255,
  255,
  255,
  0,
  1,
  103,
  101,
  110,
  101,
  114,
  97,
  116,
  105,
  111,
  110,
  0,
  251,
  255,
  255,
  255,
  0,
  2,
  115,
  111,
  117,
  114,
  99,
  101,
  0,
  254,
  255,
  255,
  255,
  0,
  3,
  116,
  97,
  114,
  103,
  101,
  116,
  0,
  254,
  255,
  255,
  255,
  0,
  4,
  102,
  108,
  97,
  103,
  115,
  0,
  254,
  255,
  255,
  255,
  0,
  5,
  109,
  97,
  115,
  107,
  0,
  251,
  255,
  255,
  255,
  0,
  6,
  112,
  111,
  115,
  105,
  116,
  105,
  111,
  110,
  0,
  0,
  0,
  0,
  0,
  0,
  7,
  118,
  101,
  108,
  111,
  99,
  105,
  116,
  121,
  0,
  1,
  0,
  0,
  0,
  0,
  8,
  114,
  111,
  116,
  97,
  116,
  105,
  111,
  110,
  0,
  3,
  0,
  0,
  0,
  0,
  9,
  104,
  101,
  97,
  108,
  116,
  104,
  0,
  4,
  0,
  0,
  0,
  0,
  10,
  111,
  119,
  110,
  101,
  114,
  0,
  5,
  0,
  0,
  0,
  0,
  11,
  105,
  110,
  118,
  101,
  110,
  116,
  111,
  114,
  121,
  0,
  6,
  0,
  0,
  0,
  0,
  12,
  116,
  105,
  109,
  101,
  114,
  0,
  7,
  0,
  0,
  0,
  0,
  13,
  0,
  0,
  0,
  0
]);
const Position = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Position.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Position.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeFloat32(record.x);
      view.writeFloat32(record.y);
      view.writeFloat32(record.z);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Position.readFrom(view);
      return Position(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readFloat32();
      let field1;
      field1 = view.readFloat32();
      let field2;
      field2 = view.readFloat32();
      return {
        x: field0,
        y: field1,
        z: field2
      };
    }
  }
));
const Velocity = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Velocity.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Velocity.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeFloat32(record.x);
      view.writeFloat32(record.y);
      view.writeFloat32(record.z);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Velocity.readFrom(view);
      return Velocity(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readFloat32();
      let field1;
      field1 = view.readFloat32();
      let field2;
      field2 = view.readFloat32();
      return {
        x: field0,
        y: field1,
        z: field2
      };
    }
  }
));
const Quat = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Quat.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Quat.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeFloat32(record.x);
      view.writeFloat32(record.y);
      view.writeFloat32(record.z);
      view.writeFloat32(record.w);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Quat.readFrom(view);
      return Quat(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readFloat32();
      let field1;
      field1 = view.readFloat32();
      let field2;
      field2 = view.readFloat32();
      let field3;
      field3 = view.readFloat32();
      return {
        x: field0,
        y: field1,
        z: field2,
        w: field3
      };
    }
  }
));
const Rotation = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Rotation.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Rotation.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      Quat.encodeInto(record.q, view);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Rotation.readFrom(view);
      return Rotation(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = Quat.readFrom(view);
      return {
        q: field0
      };
    }
  }
));
const Health = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Health.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Health.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeUint16(record.current);
      view.writeUint16(record.max);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Health.readFrom(view);
      return Health(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readUint16();
      let field1;
      field1 = view.readUint16();
      return {
        current: field0,
        max: field1
      };
    }
  }
));
const Owner = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Owner.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Owner.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeUint32(record.id);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Owner.readFrom(view);
      return Owner(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readUint32();
      return {
        id: field0
      };
    }
  }
));
const Inventory = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Inventory.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Inventory.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      {
        const length0 = record.slots.length;
        view.writeUint32(length0);
        for (let i0 = 0; i0 < length0; i0++) {
          view.writeUint16(record.slots[i0]);
        }
      }
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Inventory.readFrom(view);
      return Inventory(decoded);
    },
    readFrom(view) {
      let field0;
      {
        const length0 = view.readUint32();
        field0 = [];
        for (let i0 = 0; i0 < length0; i0++) {
          let x0;
          x0 = view.readUint16();
          field0[i0] = x0;
        }
      }
      return {
        slots: field0
      };
    }
  }
));
const Timer = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return Timer.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      Timer.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeFloat64(record.at);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = Timer.readFrom(view);
      return Timer(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readFloat64();
      return {
        at: field0
      };
    }
  }
));
const FullStruct = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return FullStruct.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      FullStruct.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeUint32(record.entity);
      view.writeUint32(record.generation);
      view.writeByte(record.source);
      view.writeByte(record.target);
      view.writeByte(record.flags);
      view.writeUint32(record.mask);
      Position.encodeInto(record.position, view);
      Velocity.encodeInto(record.velocity, view);
      Rotation.encodeInto(record.rotation, view);
      Health.encodeInto(record.health, view);
      Owner.encodeInto(record.owner, view);
      Inventory.encodeInto(record.inventory, view);
      Timer.encodeInto(record.timer, view);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = FullStruct.readFrom(view);
      return FullStruct(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readUint32();
      let field1;
      field1 = view.readUint32();
      let field2;
      field2 = view.readByte();
      let field3;
      field3 = view.readByte();
      let field4;
      field4 = view.readByte();
      let field5;
      field5 = view.readUint32();
      let field6;
      field6 = Position.readFrom(view);
      let field7;
      field7 = Velocity.readFrom(view);
      let field8;
      field8 = Rotation.readFrom(view);
      let field9;
      field9 = Health.readFrom(view);
      let field10;
      field10 = Owner.readFrom(view);
      let field11;
      field11 = Inventory.readFrom(view);
      let field12;
      field12 = Timer.readFrom(view);
      return {
        entity: field0,
        generation: field1,
        source: field2,
        target: field3,
        flags: field4,
        mask: field5,
        position: field6,
        velocity: field7,
        rotation: field8,
        health: field9,
        owner: field10,
        inventory: field11,
        timer: field12
      };
    }
  }
));
const PartialStruct = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return Object.freeze({
      ...data,
      encode() {
        return PartialStruct.encode(this);
      }
    });
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      PartialStruct.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      view.writeUint32(record.entity);
      view.writeUint32(record.generation);
      view.writeByte(record.source);
      view.writeByte(record.target);
      view.writeByte(record.flags);
      view.writeUint32(record.mask);
      Position.encodeInto(record.position, view);
      Health.encodeInto(record.health, view);
      Timer.encodeInto(record.timer, view);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = PartialStruct.readFrom(view);
      return PartialStruct(decoded);
    },
    readFrom(view) {
      let field0;
      field0 = view.readUint32();
      let field1;
      field1 = view.readUint32();
      let field2;
      field2 = view.readByte();
      let field3;
      field3 = view.readByte();
      let field4;
      field4 = view.readByte();
      let field5;
      field5 = view.readUint32();
      let field6;
      field6 = Position.readFrom(view);
      let field7;
      field7 = Health.readFrom(view);
      let field8;
      field8 = Timer.readFrom(view);
      return {
        entity: field0,
        generation: field1,
        source: field2,
        target: field3,
        flags: field4,
        mask: field5,
        position: field6,
        health: field7,
        timer: field8
      };
    }
  }
));
const EntityMessage = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.assign(
  // Factory function
  (data) => {
    return {
      ...data,
      encode() {
        return EntityMessage.encode(this);
      }
    };
  },
  // Static methods
  {
    encode(record) {
      const view = BebopView.getInstance();
      view.startWriting();
      EntityMessage.encodeInto(record, view);
      return view.toArray();
    },
    encodeInto(record, view) {
      const pos = view.reserveMessageLength();
      const start = view.length;
      if (record.entity !== void 0) {
        view.writeByte(1);
        view.writeUint32(record.entity);
      }
      if (record.generation !== void 0) {
        view.writeByte(2);
        view.writeUint32(record.generation);
      }
      if (record.source !== void 0) {
        view.writeByte(3);
        view.writeByte(record.source);
      }
      if (record.target !== void 0) {
        view.writeByte(4);
        view.writeByte(record.target);
      }
      if (record.flags !== void 0) {
        view.writeByte(5);
        view.writeByte(record.flags);
      }
      if (record.mask !== void 0) {
        view.writeByte(6);
        view.writeUint32(record.mask);
      }
      if (record.position !== void 0) {
        view.writeByte(7);
        Position.encodeInto(record.position, view);
      }
      if (record.velocity !== void 0) {
        view.writeByte(8);
        Velocity.encodeInto(record.velocity, view);
      }
      if (record.rotation !== void 0) {
        view.writeByte(9);
        Rotation.encodeInto(record.rotation, view);
      }
      if (record.health !== void 0) {
        view.writeByte(10);
        Health.encodeInto(record.health, view);
      }
      if (record.owner !== void 0) {
        view.writeByte(11);
        Owner.encodeInto(record.owner, view);
      }
      if (record.inventory !== void 0) {
        view.writeByte(12);
        Inventory.encodeInto(record.inventory, view);
      }
      if (record.timer !== void 0) {
        view.writeByte(13);
        Timer.encodeInto(record.timer, view);
      }
      view.writeByte(0);
      const end = view.length;
      view.fillMessageLength(pos, end - start);
    },
    decode(buffer) {
      const view = BebopView.getInstance();
      view.startReading(buffer);
      const decoded = EntityMessage.readFrom(view);
      return EntityMessage(decoded);
    },
    readFrom(view) {
      const message = {};
      const length = view.readMessageLength();
      const end = view.index + length;
      while (true) {
        switch (view.readByte()) {
          case 0:
            return message;
          case 1:
            message.entity = view.readUint32();
            break;
          case 2:
            message.generation = view.readUint32();
            break;
          case 3:
            message.source = view.readByte();
            break;
          case 4:
            message.target = view.readByte();
            break;
          case 5:
            message.flags = view.readByte();
            break;
          case 6:
            message.mask = view.readUint32();
            break;
          case 7:
            message.position = Position.readFrom(view);
            break;
          case 8:
            message.velocity = Velocity.readFrom(view);
            break;
          case 9:
            message.rotation = Rotation.readFrom(view);
            break;
          case 10:
            message.health = Health.readFrom(view);
            break;
          case 11:
            message.owner = Owner.readFrom(view);
            break;
          case 12:
            message.inventory = Inventory.readFrom(view);
            break;
          case 13:
            message.timer = Timer.readFrom(view);
            break;
          default:
            view.index = end;
            return message;
        }
      }
    }
  }
));
export {
  BEBOP_SCHEMA,
  EntityMessage,
  FullStruct,
  Health,
  Inventory,
  Owner,
  PartialStruct,
  Position,
  Quat,
  Rotation,
  Timer,
  Velocity
};
